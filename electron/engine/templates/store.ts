import { mkdirSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type BrokenTemplate, GivenId, Template, TemplateParts } from '../../../shared/model.ts'
import { readJson, writeJson } from '../atomic.ts'

/** One file. */
const Stored = TemplateParts.extend({
  version: z.literal(1),
  hidden: z.boolean().default(false),
})
export type Own = Omit<z.infer<typeof Stored>, 'version'>

/** What can be chosen of one that comes along. */
const Arranged = Template.pick({ hidden: true, order: true, key: true })
export type Arranged = z.infer<typeof Arranged>

const ArrangedFile = z.object({
  version: z.literal(1),
  arranged: z.record(GivenId, Arranged.partial()),
})
const ARRANGED = 'built-in.json'

/**
 * The templates' folder: one JSON file each, written by rename, so that each is whole whenever an engine dies. What cannot be
 * read is told and left as it is; the rest is there all the same.
 */
export class TemplateStore {
  readonly #dir: string
  readonly own = new Map<string, Own>()
  readonly broken: BrokenTemplate[] = []
  #arranged: Record<string, Partial<Arranged>> = {}

  constructor(dir: string) {
    this.#dir = dir
  }

  async load(): Promise<void> {
    const names = await readdir(this.#dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    await Promise.all(names.map((name) => this.#read(name)))
    this.broken.sort((a, b) => a.path.localeCompare(b.path))
  }

  async write(id: string, parts: Own): Promise<void> {
    await this.#write(`${id}.json`, { version: 1, ...parts })
    this.own.set(id, parts)
  }

  remove(id: string): void {
    rmSync(join(this.#dir, `${id}.json`), { force: true })
    this.own.delete(id)
  }

  arranged(id: string): Partial<Arranged> {
    return this.#arranged[id] ?? {}
  }

  async arrange(id: string, to: Arranged): Promise<void> {
    const arranged = { ...this.#arranged, [id]: to }
    await this.#write(ARRANGED, { version: 1, arranged })
    this.#arranged = arranged
  }

  async #write(name: string, value: unknown): Promise<void> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
    await writeJson(join(this.#dir, name), value)
  }

  async #read(name: string): Promise<void> {
    const path = join(this.#dir, name)
    // What a writer that died has left: the file that it was for is as it was.
    if (name.endsWith('.next')) return rmSync(path, { force: true })
    try {
      if (name === ARRANGED) {
        this.#arranged = (await readJson(path, ArrangedFile))?.arranged ?? {}
        return
      }
      const id = GivenId.parse(name.replace(/\.json$/, ''))
      const stored = await readJson(path, Stored)
      if (!stored) return
      const { version: _, ...parts } = stored
      this.own.set(id, parts)
    } catch (error) {
      this.broken.push({ path, why: whyNot(error as Error) })
    }
  }
}

/** The first thing that is wrong with it. */
function whyNot({ message, cause }: Error): string {
  if (!(cause instanceof z.ZodError)) return cause instanceof Error ? cause.message : message
  const issue = cause.issues[0]
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? message}`
}
