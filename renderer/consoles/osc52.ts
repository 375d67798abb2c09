/** What a program may put on the clipboard in one go, characters. */
const MOST = 100_000

/**
 * The text that an OSC 52 sequence (its part after `52;`) wants on the clipboard; null where it wants nothing that is given:
 * to read it (`?`, which is not even answered: the answer would be input to the program), to clear it, or what is no text.
 */
export function clipboardRequest(sequence: string): string | null {
  const [, encoded = ''] = /^[a-z0-7]*;([A-Za-z0-9+/=]*)$/.exec(sequence) ?? []
  if (encoded === '' || encoded.length > MOST * 2) return null
  try {
    const bytes = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0))
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text === '' || text.length > MOST ? null : text
  } catch {
    return null
  }
}
