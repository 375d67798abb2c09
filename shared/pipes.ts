/** Which pipe bytes came from; a terminal has only stdout. */
export type PipeSource = 'stdout' | 'stderr'

const STDERR_ON = [0x1b, 0x5b, 0x33, 0x31, 0x6d]
const STDERR_OFF = [0x1b, 0x5b, 0x33, 0x39, 0x6d]
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * Output of pipes as a terminal shows it: "\n" becomes "\r\n", stderr is red (SGR 31, back with 39). Both who show it
 * convert with this: the engine for the bytes of a `snapshot`, the renderer for `data`, whose bytes are as the process
 * wrote them. A snapshot leaves the colour switched off, so the renderer starts a new PipeText after each one.
 * The colour is switched only where the source changes, so that a sequence or a character cut in two by a packet's end
 * stays whole.
 */
export class PipeText {
  #source: PipeSource = 'stdout'

  /** Bytes of a pipe, in order; gives back what to write to the terminal. */
  convert(source: PipeSource, bytes: Uint8Array): Uint8Array {
    const turn = source === this.#source ? [] : source === 'stderr' ? STDERR_ON : STDERR_OFF
    this.#source = source
    const out = new Uint8Array(turn.length + bytes.length + count(bytes, LINE_FEED))
    out.set(turn)
    let at = turn.length
    let from = 0
    for (let next = bytes.indexOf(LINE_FEED); next >= 0; next = bytes.indexOf(LINE_FEED, from)) {
      out.set(bytes.subarray(from, next), at)
      at += next - from
      out[at++] = CARRIAGE_RETURN
      out[at++] = LINE_FEED
      from = next + 1
    }
    out.set(bytes.subarray(from), at)
    return out
  }

  /** What switches the colour off again, where it is on. */
  end(): Uint8Array {
    const turn = this.#source === 'stderr' ? STDERR_OFF : []
    this.#source = 'stdout'
    return Uint8Array.from(turn)
  }
}

function count(bytes: Uint8Array, value: number): number {
  let found = 0
  for (let at = bytes.indexOf(value); at >= 0; at = bytes.indexOf(value, at + 1)) found++
  return found
}
