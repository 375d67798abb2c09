import type { PipeSource } from '../../../shared/pipes.ts'
import type { Piece } from './log.ts'

const BLOCK = 64 * 1024
/** What a change of source counts for, so that a process that alternates with every byte stays bounded too. */
const MARK_COST = 64

interface Mark {
  offset: number
  source: PipeSource
}

/** Bytes at an offset. */
export interface Located extends Piece {
  offset: number
}

/**
 * The last bytes of a stream, by cumulative offset, with their sources: at most `limit` bytes of memory, the oldest
 * go first. Storage grows by blocks as bytes come.
 */
export class Ring {
  readonly #limit: number
  #blocks: Uint8Array[] = []
  /** offset of the first block's first byte */
  #base = 0
  #start = 0
  #end = 0
  #marks: Mark[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** offset of the oldest byte kept */
  get start(): number {
    return this.#start
  }

  /** offset behind the newest byte */
  get end(): number {
    return this.#end
  }

  append(source: PipeSource, bytes: Uint8Array): void {
    if (this.#marks.at(-1)?.source !== source) this.#marks.push({ offset: this.#end, source })
    for (let from = 0; from < bytes.length; ) {
      const into = (this.#end - this.#base) % BLOCK
      if (this.#end - this.#base === this.#blocks.length * BLOCK)
        this.#blocks.push(Buffer.allocUnsafeSlow(BLOCK))
      const part = bytes.subarray(from, from + BLOCK - into)
      this.#blocks.at(-1)?.set(part, into)
      this.#end += part.length
      from += part.length
    }
    const excess = this.#end - this.#start + this.#marks.length * MARK_COST - this.#limit
    if (excess > 0) this.dropBefore(this.#start + Math.max(excess, BLOCK))
  }

  /** A copy of at most `max` bytes from `offset` on, all of one source; null where there are none. */
  read(offset: number, max: number): Located | null {
    if (max <= 0 || offset < this.#start || offset >= this.#end) return null
    const at = this.#markAt(offset)
    const source = this.#marks[at]?.source ?? 'stdout'
    const end = Math.min(offset + max, this.#marks[at + 1]?.offset ?? this.#end, this.#end)
    const bytes = new Uint8Array(end - offset)
    for (let from = offset; from < end; ) {
      const into = (from - this.#base) % BLOCK
      const block = this.#blocks[Math.floor((from - this.#base) / BLOCK)] ?? new Uint8Array(0)
      const part = block.subarray(into, Math.min(BLOCK, into + end - from))
      bytes.set(part, from - offset)
      from += part.length
    }
    return { offset, source, bytes }
  }

  /** Forgets what lies before `offset`. */
  dropBefore(offset: number): void {
    this.#start = Math.max(this.#start, Math.min(offset, this.#end))
    const blocks =
      this.#start === this.#end
        ? this.#blocks.length
        : Math.floor((this.#start - this.#base) / BLOCK)
    this.#blocks.splice(0, blocks)
    this.#base = this.#blocks.length === 0 ? this.#end : this.#base + blocks * BLOCK
    this.#marks.splice(0, this.#markAt(this.#start))
  }

  /** index of the mark that tells the source at `offset` */
  #markAt(offset: number): number {
    let low = 0
    let high = this.#marks.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.#marks[middle]?.offset ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}
