import { t } from '@lingui/core/macro'

/**
 * Keys pressed together, Ctrl, Alt, Shift and Meta in this order: “Ctrl+Shift+E”, “F6”, “p”. Digits are named by their place (“Digit1”): with
 * Shift they give another character on each layout.
 */
export type Chord = string

/** What a chord is made of in a key’s event; a press of React’s has it, too. */
export type Press = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'
>

const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'AltGraph', 'Meta'])
const BY_PLACE = /^(?:Digit|Numpad)\d$/

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  '+': 'plus',
  Esc: 'Escape',
}

/** The chord that is pressed; null while it is modifiers alone. */
export function chordOf(press: Press): Chord | null {
  if (MODIFIERS.has(press.key)) return null
  const modifiers = [
    press.ctrlKey && 'Ctrl',
    press.altKey && 'Alt',
    press.shiftKey && 'Shift',
    press.metaKey && 'Meta',
  ].filter((one) => one !== false)
  return [...modifiers, keyOf(press)].join('+')
}

/** A letter as a Latin layout has it, whichever is in use. */
function keyOf({ key, code }: Press): string {
  if (BY_PLACE.test(code)) return code
  const placed = /^Key([A-Z])$/.exec(code)?.[1]
  if (key.length === 1 && /[a-z]/i.test(key)) return key.toUpperCase()
  return NAMES[key] ?? (placed && key.charCodeAt(0) > 127 ? placed : key)
}

/** One and the same, however it was written. */
export const isSame = (a: Chord, b: Chord): boolean => a.toLowerCase() === b.toLowerCase()

/** Whether a press is this chord. */
export function isPressed(chord: Chord, press: Press): boolean {
  const pressed = chordOf(press)
  return pressed !== null && isSame(pressed, chord)
}

const partsOf = (chord: Chord) => chord.split('+')
const lastOf = (chord: Chord) => partsOf(chord).at(-1) ?? ''

const WORDS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  plus: '+',
  '-': '−',
  Meta: 'Super',
}

/** As people read it: “Ctrl Shift E”. */
export const chordInWords = (chord: Chord): string =>
  partsOf(chord)
    .map((part) => WORDS[part] ?? part.replace(/^Digit/, ''))
    .join(' ')

/** As a screen reader is told of it (aria-keyshortcuts). */
export const chordForAria = (chord: Chord): string =>
  partsOf(chord)
    .map((part) => (part === 'Ctrl' ? 'Control' : part.replace(/^Digit/, '')))
    .join('+')

const has = (chord: Chord, modifier: string) => partsOf(chord).slice(0, -1).includes(modifier)

/**
 * Whether the window hears it in a console, too. What a shell reads has no Shift beside Ctrl or Alt; F6 is the way out; every
 * other key belongs to the program.
 */
export const reachesConsole = (chord: Chord): boolean =>
  (has(chord, 'Shift') && (has(chord, 'Ctrl') || has(chord, 'Alt'))) || lastOf(chord) === 'F6'

const OF_FIELDS = /^(?:Arrow\w+|Home|End|Backspace|Delete|Enter|Tab|Space)$/

/** Whether it is heard while a field is typed into: not what types or edits there. */
export function reachesField(chord: Chord): boolean {
  const key = lastOf(chord)
  if (/^F\d+$/.test(key)) return true
  if (!has(chord, 'Ctrl') && !has(chord, 'Alt')) return false
  return !OF_FIELDS.test(key) && !/^[ACVXYZ]$/.test(key)
}

const opensWindow = (keys: string) => t`${keys} belongs to the browser: it opens a window.`
const opensTab = (keys: string) => t`${keys} belongs to the browser: it opens a tab.`
const closesWindow = (keys: string) => t`${keys} belongs to the browser: it closes the window.`

const BROWSERS: Readonly<Record<string, (keys: string) => string>> = {
  'Ctrl+N': opensWindow,
  'Ctrl+Shift+N': opensWindow,
  'Ctrl+T': opensTab,
  'Ctrl+Shift+T': opensTab,
  'Ctrl+W': (keys) => t`${keys} belongs to the browser: it closes the tab.`,
  'Ctrl+Shift+W': closesWindow,
  'Ctrl+Shift+Q': (keys) => t`${keys} belongs to the browser: it quits it.`,
  'Ctrl+Shift+V': (keys) => t`${keys} belongs to the browser: it pastes plain text.`,
  'Alt+F4': closesWindow,
  F11: (keys) => t`${keys} belongs to the browser: it fills the screen.`,
}

/** Why a chord cannot be given to a command; null where it can. `inConsole`: it is meant for consoles. */
export function whyNotChord(chord: Chord, inConsole: boolean): string | null {
  const keys = chordInWords(chord)
  const browser = BROWSERS[chord]
  if (browser) return browser(keys)
  if (/^(?:Shift\+)?(?:Tab|Escape|Enter|Space)$/.test(chord)) {
    return t`${keys} moves and chooses everywhere in the window.`
  }
  if (/^(?:Shift\+)?(?:Arrow\w+|Home|End|PageUp|PageDown)$/.test(chord)) {
    return t`${keys} moves in lists.`
  }
  if (inConsole && !reachesConsole(chord)) {
    return t`${keys} belongs to the program in a console. Take Ctrl Shift or Alt Shift with a key.`
  }
  return null
}
