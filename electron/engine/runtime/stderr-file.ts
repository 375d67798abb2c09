import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** What of it is given back at most: the last words are what matters. */
const MAX_BYTES = 64 * 1024

/** A program's stderr, appended to a file: nothing of it has to be carried while the program runs. */
export class StderrFile {
  readonly fd: number
  readonly #begun: number

  /** Its folder must exist. */
  constructor(path: string) {
    this.fd = openSync(path, 'a+', 0o600)
    this.#begun = fstatSync(this.fd).size
  }

  /** Closes it. Gives what was added, where that is asked for; nothing was read otherwise. */
  readonly end = (wanted: boolean): { stdout: string; stderr: string } => {
    try {
      return { stdout: '', stderr: wanted ? this.#added() : '' }
    } finally {
      closeSync(this.fd)
    }
  }

  #added(): string {
    const { size } = fstatSync(this.fd)
    const from = Math.max(this.#begun, size - MAX_BYTES)
    const bytes = Buffer.alloc(Math.max(0, size - from))
    const read = readSync(this.fd, bytes, 0, bytes.length, from)
    return bytes.toString('utf8', 0, read).trimEnd()
  }
}
