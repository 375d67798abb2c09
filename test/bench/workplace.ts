import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for one run. What was started in it is ended in reverse order, also when the run is broken off. */
export class Workplace {
  readonly dir = mkdtempSync(join(tmpdir(), 'runcible-bench-'))
  readonly #endings: (() => unknown)[] = []

  folder(...names: string[]): string {
    const path = join(this.dir, ...names)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  }

  /** Has `ending` run at the end, or earlier when the function given back is called. */
  atEnd(ending: () => unknown): () => Promise<void> {
    this.#endings.push(ending)
    return async () => {
      const i = this.#endings.indexOf(ending)
      if (i >= 0) this.#endings.splice(i, 1)
      await ending()
    }
  }

  /** Gives the sentences of what could not be ended. The folder goes only when nothing is left in use. */
  async clear(): Promise<string[]> {
    const problems: string[] = []
    while (this.#endings.length) {
      try {
        await this.#endings.pop()?.()
      } catch (error) {
        problems.push((error as Error).message)
      }
    }
    if (problems.length === 0) rmSync(this.dir, { recursive: true, force: true })
    else problems.push(`what is left lies in ${this.dir}`)
    return problems
  }
}
