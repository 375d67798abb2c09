import { randomBytes } from 'node:crypto'
import { renameSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { removeFolder } from './bundle/remove.ts'
import { hasMountsBelow, unmountBelow } from './runtime/mounts.ts'

/**
 * Where deleted folders go: gone at once by a rename, removed file by file while nobody waits. What a crash leaves in it
 * is removed at the next start.
 */
export class Trash {
  readonly #dir: string
  readonly #removing = new Set<Promise<void>>()

  /** `dir`: on the same filesystem as what will be thrown away. */
  constructor(dir: string) {
    this.#dir = dir
  }

  /** Makes the folder, and goes on with what an earlier engine left in it. */
  async open(): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    for (const name of await readdir(this.#dir)) this.#remove(join(this.#dir, name))
  }

  /**
   * Looks what is mounted below `folder`, in the time in which something else still has to end. What is given back takes the
   * folder away, mounts first; it throws `runtime-failed` where one stays.
   */
  prepare(folder: string): () => Promise<void> {
    const mounted = hasMountsBelow(folder)
    const thrown = join(this.#dir, randomBytes(8).toString('hex'))
    return async () => {
      if (mounted) await unmountBelow(folder)
      renameSync(folder, thrown)
      this.#remove(thrown)
    }
  }

  /** Resolves when all of it is removed. */
  async close(): Promise<void> {
    await Promise.all(this.#removing)
  }

  /** In the next turn: whoever waits for it to be gone hears of that first. */
  #remove(path: string): void {
    const removing = nextTurn()
      .then(() => removeFolder(path))
      .catch((error: Error) => {
        console.error(`${path} could not be removed: ${error.message}`)
      })
    this.#removing.add(removing)
    void removing.then(() => this.#removing.delete(removing))
  }
}
