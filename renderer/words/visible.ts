/** Characters that cannot be seen, or change how what stands around them is read: controls, marks of direction, of no width. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A byte that is no text, as names of files have them (model/files.ts). */
const NO_TEXT = /[\udc80-\udcff]/gu

/** A text out of a container as one line that shows all that is in it: "a\nb", "\x1b[31m". */
export const visible = (text: string): string =>
  text
    .replace(NO_TEXT, (byte) => escaped(byte.charCodeAt(0) - 0xdc00))
    .replace(UNSEEN, (character) => SHORT[character] ?? escaped(character.codePointAt(0) ?? 0))

const escaped = (code: number) =>
  code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
