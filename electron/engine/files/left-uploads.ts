import { mkdirSync, readdirSync } from 'node:fs'
import { rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ContainerRef } from '../../../shared/model.ts'
import { readJson, writeJson } from '../atomic.ts'
import type { ContainerGround } from './ground.ts'
import { folderAt } from './walk.ts'

/** How what is not whole yet is called, beside where it is to be. */
const PARTIAL = /^\.runcible-[0-9a-f]{16}$/

const Note = ContainerRef.extend({ folder: z.string(), name: z.string().regex(PARTIAL) })
type Note = z.infer<typeof Note>

/** What uploads are under way in containers, noted so that an engine which dies in one has its half removed by the next. */
export class LeftUploads {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  /** Gives what strikes the note out. */
  async note(note: Note): Promise<() => Promise<void>> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
    const path = join(this.#dir, note.name.slice(1))
    await writeJson(path, note)
    return () => rm(path, { force: true })
  }

  /** Removes what an earlier engine has left. What cannot be reached now is tried again at the next start. */
  async clear(
    open: (ref: ContainerRef) => Promise<ContainerGround | null>,
    say: (ref: ContainerRef, text: string) => void,
  ): Promise<void> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
    for (const file of readdirSync(this.#dir)) {
      const path = join(this.#dir, file)
      try {
        // One that was not written to its end tells of nothing that was begun.
        const note = PARTIAL.test(`.${file}`) ? await readJson(path, Note) : null
        const ground = note && (await open(note))
        if (ground) {
          await removeFrom(ground, note.folder, note.name).finally(() => ground.close())
          const { namespace, id } = note
          say({ namespace, id }, 'an upload that an earlier engine had not ended was removed')
        }
        await rm(path)
      } catch (error) {
        console.error(`what ${path} tells of is left: ${(error as Error).message}`)
      }
    }
  }
}

/** By names alone: what has become a link since is not gone after. */
async function removeFrom(ground: ContainerGround, path: string, name: string): Promise<void> {
  const folder = await folderAt(ground.top, path)
  if (!folder) return
  try {
    await unlink(folder.path(name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  } finally {
    await folder.close()
  }
}
