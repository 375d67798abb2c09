/** Not to be pasted, but for ends of lines and tabs: it could end a bracketed paste, or be a key that nobody pressed. */
const CONTROL = /\p{Cc}/gu

export interface Paste {
  /** as it will be sent, lines ended by \n */
  text: string
  /** lines that a program would take for entered */
  lines: number
  /** control characters that were left out */
  leftOut: number
}

/** A text from the clipboard, free of what is no text. */
export function readPaste(clipboard: string): Paste {
  const unix = clipboard.replace(/\r\n?/g, '\n')
  const text = unix.replace(CONTROL, (one) => (one === '\n' || one === '\t' ? one : ''))
  return { text, lines: text.split('\n').length, leftOut: unix.length - text.length }
}

/** Is it to be asked about? A program that brackets pastes takes several lines for one text and runs none of them. */
export const isRisky = ({ lines }: Paste, bracketed: boolean): boolean => lines > 1 && !bracketed

/** Its lines as one, for those who mean them as one command. */
export const asOneLine = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ')
