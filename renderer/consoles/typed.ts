import type { Terminal } from '@xterm/xterm'

/** What a program asked its terminal for, and changes what a key or a paste sends. */
export interface InputModes {
  applicationCursorKeysMode: boolean
  bracketedPasteMode: boolean
}

/** Something that somebody typed or pasted, as the terminal it was typed into sends it. */
export interface Typed {
  text: string
  pasted: boolean
}

/** Internal to xterm: it says publicly what goes out, and only here whether a hand sent it or a program's query. */
interface Core {
  coreService?: { onUserInput(listener: () => void): { dispose(): void } }
}

const BRACKETS = ['\u001b[200~', '\u001b[201~'] as const
const BY_POINTER = /^(mouse|wheel|pointer|touch|click|dblclick|auxclick|contextmenu)/

/** Hears all that a terminal sends, with whether a hand did it or the terminal by itself. Gives what ends that. */
export function onSent(term: Terminal, hear: (text: string, byHand: boolean) => void): () => void {
  const { _core: core } = term as unknown as { _core?: Core }
  let byHand = false
  const asked = core?.coreService?.onUserInput(() => {
    byHand = true
  })
  const sent = term.onData((text) => {
    const typed = byHand
    byHand = false
    hear(text, typed)
  })
  return () => {
    asked?.dispose()
    sent.dispose()
  }
}

/** Hears what is typed and pasted: neither a terminal's own replies, nor what a pointer does in one. Gives what ends that. */
export function onTyped(term: Terminal, hear: (typed: Typed) => void): () => void {
  return onSent(term, (text, byHand) => {
    if (!byHand) return
    const event = globalThis.event?.type ?? ''
    if (pasting) hear({ text, pasted: true })
    else if (!BY_POINTER.test(event)) {
      hear({ text, pasted: event === 'paste' || isBracketed(text) })
    }
  })
}

let pasting = false

/** Pastes as the keyboard would, also where a click on a question's answer leads to it. */
export function pasteInto(term: Terminal, text: string): void {
  pasting = true
  try {
    term.paste(text)
  } finally {
    pasting = false
  }
}

const isBracketed = (text: string) =>
  text.startsWith(BRACKETS[0]) && text.endsWith(BRACKETS[1]) && text.length >= 12

const ESC = '\u001b'
/** Behind ESC: what cursor keys, Home and End send in both modes. */
const CURSOR_KEY = /^[[O]([ABCDHF])$/

/** The same as another terminal would have sent it, where its program asked for something else. */
export function asTypedIn({ text, pasted }: Typed, to: InputModes): string {
  const cursorKey = text.startsWith(ESC) ? CURSOR_KEY.exec(text.slice(1))?.[1] : undefined
  if (cursorKey) return `${ESC}${to.applicationCursorKeysMode ? 'O' : '['}${cursorKey}`
  if (!pasted) return text
  const bare = isBracketed(text) ? text.slice(BRACKETS[0].length, -BRACKETS[1].length) : text
  return to.bracketedPasteMode ? BRACKETS.join(bare) : bare
}
