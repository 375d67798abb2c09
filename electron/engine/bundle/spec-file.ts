import { readFileSync, statSync } from 'node:fs'
import { Spec } from './spec.ts'

/** A config.json that is asked for often: it is parsed again only when it was written anew. */
export class SpecFile {
  readonly #path: string
  #known: { mtimeMs: number; spec: Spec } | null = null

  constructor(path: string) {
    this.#path = path
  }

  read(): Spec {
    const { mtimeMs } = statSync(this.#path)
    if (this.#known?.mtimeMs !== mtimeMs) {
      this.#known = { mtimeMs, spec: Spec.parse(JSON.parse(readFileSync(this.#path, 'utf8'))) }
    }
    return this.#known.spec
  }
}
