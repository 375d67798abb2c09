/** Not lenient, and a mark at the beginning is a part of the name. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A byte that is no UTF-8 is this and the byte: a surrogate that stands alone, which no text has. */
const ESCAPE = 0xdc00
const ESCAPED = /[\udc80-\udcff]/u

/**
 * A name or a path as people are told it, out of its bytes (latin1, each byte a character): text where it is text, a surrogate
 * for each byte that is none. fromTold() is its inverse.
 */
export function toTold(raw: string): string {
  const bytes = Buffer.from(raw, 'latin1')
  const whole = decoded(bytes)
  if (whole !== null) return whole
  let told = ''
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOf(bytes[at] ?? 0)
    const character = decoded(bytes.subarray(at, at + length))
    told += character ?? String.fromCharCode(ESCAPE + (bytes[at] ?? 0))
    at += character === null ? 1 : length
  }
  return told
}

/** The bytes of what somebody was told, or has typed: latin1, each byte a character. */
export function fromTold(told: string): string {
  let raw = ''
  for (const character of told) {
    raw += ESCAPED.test(character)
      ? String.fromCharCode(character.charCodeAt(0) - ESCAPE)
      : Buffer.from(character).toString('latin1')
  }
  return raw
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

/** Of a character, by its first byte. */
function lengthOf(lead: number): number {
  if (lead >= 0xf0) return 4
  if (lead >= 0xe0) return 3
  return lead >= 0xc0 ? 2 : 1
}
