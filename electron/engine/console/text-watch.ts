/** Finds a text in what a console writes, wherever its packets are cut. */
export class TextWatch {
  readonly #wanted: Buffer
  /** the end of what was written last, too short to hold the text */
  #tail = Buffer.alloc(0)

  constructor(text: string) {
    this.#wanted = Buffer.from(text)
  }

  /** Whether the text has been written with these bytes. */
  sees(bytes: Uint8Array): boolean {
    const data = this.#tail.length > 0 ? Buffer.concat([this.#tail, bytes]) : Buffer.from(bytes)
    const seen = data.includes(this.#wanted)
    const from = seen ? data.lastIndexOf(this.#wanted) + this.#wanted.length : 0
    this.#tail = Buffer.from(data.subarray(Math.max(from, data.length - this.#wanted.length + 1)))
    return seen
  }
}
