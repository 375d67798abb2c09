import { z } from 'zod'
import { RuncibleError } from '../../../shared/errors.ts'
import { HostPath, type LessonFolder } from '../../../shared/model.ts'
import { readJson, writeJson } from '../atomic.ts'
import { readLessonFolder } from './read-folder.ts'

const Chosen = z.object({ version: z.literal(1), folder: HostPath.nullable() })
const NONE: LessonFolder = { folder: null, problem: null, lessons: [], broken: [] }

/** The folder of lessons that a trainer chose, kept over restarts; its files stay where they are and are only read. */
export class Lessons {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async list(): Promise<LessonFolder> {
    const folder = (await readJson(this.#path, Chosen))?.folder ?? null
    if (folder === null) return NONE
    try {
      return { folder, problem: null, ...(await readLessonFolder(folder)) }
    } catch (error) {
      return { ...NONE, folder, problem: (error as Error).message }
    }
  }

  async choose(folder: string | null): Promise<LessonFolder> {
    const read = folder === null ? NONE : await readChosen(folder)
    await writeJson(this.#path, { version: 1, folder } satisfies z.input<typeof Chosen>)
    return read
  }
}

async function readChosen(folder: string): Promise<LessonFolder> {
  try {
    return { folder, problem: null, ...(await readLessonFolder(folder)) }
  } catch (cause) {
    throw new RuncibleError(
      'invalid-input',
      `${folder} cannot be read: ${(cause as Error).message}`,
      {
        field: 'folder',
        hint: 'Nothing was changed. Choose a folder of Markdown files on the machine of this engine.',
        cause,
      },
    )
  }
}
