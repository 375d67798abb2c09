/** What a key event says that concerns a chord. */
export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'
> & { getModifierState(key: string): boolean }

const MODIFIERS: ReadonlySet<string> = new Set(['Control', 'Alt', 'Shift', 'Meta', 'AltGraph'])

/** What is printed on keys that the browser calls otherwise. */
const CAPS: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  Escape: 'Esc',
  '-': '−',
}

/**
 * The caps of a chord or a function key, in the order in which they are held; null for all else: what is typed is nobody's
 * business, and AltGr with a key is typing.
 */
export function chordOf(pressed: Pressed): string[] | null {
  const { key, ctrlKey, altKey, metaKey, shiftKey } = pressed
  if (MODIFIERS.has(key) || pressed.getModifierState('AltGraph')) return null
  const isFunction = /^F\d{1,2}$/.test(key)
  if (!isFunction && !ctrlKey && !altKey && !metaKey) return null
  return [
    ...(ctrlKey ? ['Ctrl'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(metaKey ? ['Super'] : []),
    ...(shiftKey ? ['Shift'] : []),
    capOf(pressed),
  ]
}

/** With Shift a digit's key gives another character: what is printed on it is the digit. */
function capOf({ key, code, shiftKey }: Pressed): string {
  const digit = shiftKey ? /^Digit(\d)$/.exec(code)?.[1] : undefined
  return digit ?? CAPS[key] ?? (key.length === 1 ? key.toUpperCase() : key)
}
