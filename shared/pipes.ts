/** Which pipe bytes came from; a terminal has only stdout. */
export type PipeSource = 'stdout' | 'stderr'

/**
 * Red and italic, for colour alone would say nothing to who does not see it. Spelt with leading zeros, which mean nothing to
 * a terminal and which no program writes: so they are told from the colours of the process itself.
 */
const STDERR_ON = ascii('\x1b[03;031m')
const STDERR_OFF = ascii('\x1b[023;039m')
const ESCAPE = 0x1b
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/**
 * Output of pipes as a terminal shows it: "\n" becomes "\r\n", stderr is red and italic. Both who show it
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

/** Of what PipeText made, from its beginning on: what came from `source`, without the marks of the other. */
export function onlyFrom(source: PipeSource, shown: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  let current: PipeSource = 'stdout'
  for (let at = 0; at < shown.length; ) {
    const mark = current === 'stdout' ? STDERR_ON : STDERR_OFF
    const end = indexOf(shown, mark, at)
    if (current === source) parts.push(shown.subarray(at, end))
    at = end + mark.length
    current = current === 'stdout' ? 'stderr' : 'stdout'
  }
  return joined(parts)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Where `mark` begins at or behind `from`; the length of `bytes` where it does not. */
function indexOf(bytes: Uint8Array, mark: readonly number[], from: number): number {
  for (let at = bytes.indexOf(ESCAPE, from); at >= 0; at = bytes.indexOf(ESCAPE, at + 1)) {
    if (mark.every((value, n) => bytes[at + n] === value)) return at
  }
  return bytes.length
}

function ascii(text: string): number[] {
  return [...text].map((char) => char.charCodeAt(0))
}

function count(bytes: Uint8Array, value: number): number {
  let found = 0
  for (let at = bytes.indexOf(value); at >= 0; at = bytes.indexOf(value, at + 1)) found++
  return found
}
