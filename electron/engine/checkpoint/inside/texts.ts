import { beginningOrNull } from '../../runtime/proc.ts'
import { CUT } from './inside.ts'

/** Of arguments and environments of now as much is read as read_images.py reads of a moment's, so that they can be compared. */
const MOST_BYTES = 64 * 1024
const ALL_BYTES = 4 * 1024 ** 2
const MOST_WORDS = 2000

/** Arguments and environments of the processes of now, and what of them was left out. */
export class Texts {
  #left = ALL_BYTES
  readonly #cut = new Set<'text' | 'words'>()

  /** Texts of a file of a process that end with a NUL each; null where it is gone, hidden, or too much together with the others. */
  read(path: string): string[] | null {
    const bytes = beginningOrNull(path, MOST_BYTES + 1)
    return bytes && this.words(bytes)
  }

  words(bytes: Buffer): string[] | null {
    const text = bytes.subarray(0, MOST_BYTES)
    if (text.length > this.#left) {
      this.#cut.add('words')
      return null
    }
    this.#left -= text.length
    const words = text.length === 0 ? [] : text.toString('utf8').replace(/\0$/, '').split('\0')
    if (text.length < bytes.length || words.length > MOST_WORDS) this.#cut.add('text')
    return words.slice(0, MOST_WORDS)
  }

  /** What was left out, in sentences. */
  notes(): string[] {
    return [...this.#cut].map((what) => CUT[what])
  }
}
