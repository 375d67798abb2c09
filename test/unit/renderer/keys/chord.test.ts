import { describe, expect, it, test } from 'vitest'
import {
  chordForAria,
  chordInWords,
  chordOf,
  isPressed,
  type Press,
  reachesConsole,
  reachesField,
  whyNotChord,
} from '../../../../renderer/keys/chord.ts'

const press = (key: string, code: string, modifiers = ''): Press => ({
  key,
  code,
  ctrlKey: modifiers.includes('c'),
  altKey: modifiers.includes('a'),
  shiftKey: modifiers.includes('s'),
  metaKey: modifiers.includes('m'),
})

describe('a chord', () => {
  test.each([
    [press('e', 'KeyE', 'cs'), 'Ctrl+Shift+E', 'Ctrl Shift E'],
    [press('E', 'KeyE', 'cs'), 'Ctrl+Shift+E', 'Ctrl Shift E'],
    [press('p', 'KeyP'), 'P', 'P'],
    [press('!', 'Digit1', 'cs'), 'Ctrl+Shift+Digit1', 'Ctrl Shift 1'],
    [press('End', 'Numpad1', 'cs'), 'Ctrl+Shift+Numpad1', 'Ctrl Shift Numpad1'],
    [press('+', 'Equal', 'cs'), 'Ctrl+Shift+plus', 'Ctrl Shift +'],
    [press('-', 'Minus', 'cs'), 'Ctrl+Shift+-', 'Ctrl Shift −'],
    [press('ArrowLeft', 'ArrowLeft', 'as'), 'Alt+Shift+ArrowLeft', 'Alt Shift ←'],
    [press('F6', 'F6', 's'), 'Shift+F6', 'Shift F6'],
    [press('?', 'Slash', 's'), 'Shift+?', 'Shift ?'],
    [press(' ', 'Space', 'c'), 'Ctrl+Space', 'Ctrl Space'],
    // A Russian layout: the letter that stands there on a Latin one.
    [press('з', 'KeyP'), 'P', 'P'],
  ])('%# is read from its press, and answers to it', (pressed, chord, words) => {
    expect(chordOf(pressed)).toBe(chord)
    expect(chordInWords(chord)).toBe(words)
    expect(isPressed(chord, pressed)).toBe(true)
    expect(isPressed(chord, { ...pressed, altKey: !pressed.altKey })).toBe(false)
  })

  it('is none while modifiers alone are pressed', () => {
    expect(chordOf(press('Shift', 'ShiftLeft', 's'))).toBeNull()
    expect(isPressed('Shift', press('Shift', 'ShiftLeft', 's'))).toBe(false)
  })

  it('is told to screen readers in their words', () => {
    expect(chordForAria('Ctrl+Shift+Digit1')).toBe('Control+Shift+1')
  })
})

describe('what is heard where', () => {
  test.each(['Ctrl+Shift+E', 'Alt+Shift+ArrowUp', 'F6', 'Shift+F6'])('%s in a console', (chord) =>
    expect(reachesConsole(chord)).toBe(true),
  )
  test.each(['Ctrl+C', 'Ctrl+K', 'Alt+N', 'P', 'Delete', 'F2', 'Ctrl+Z'])(
    '%s not in a console',
    (chord) => expect(reachesConsole(chord)).toBe(false),
  )
  test.each(['Ctrl+K', 'Alt+N', 'Ctrl+Shift+L', 'F6'])('%s in a field', (chord) =>
    expect(reachesField(chord)).toBe(true),
  )
  test.each(['P', 'Shift+?', 'Ctrl+Z', 'Ctrl+A', 'Ctrl+Shift+ArrowLeft', 'Delete'])(
    '%s not in a field',
    (chord) => expect(reachesField(chord)).toBe(false),
  )
})

describe('what no command can be given', () => {
  test.each([
    ['Ctrl+T', false, /belongs to the browser/],
    ['Ctrl+Shift+V', true, /pastes/],
    ['Escape', false, /everywhere/],
    ['ArrowDown', false, /lists/],
    ['Ctrl+C', true, /program in a console/],
    ['P', true, /program in a console/],
  ])('%s', (chord, inConsole, why) => expect(whyNotChord(chord, inConsole)).toMatch(why))
  test('anything else can', () => {
    expect(whyNotChord('P', false)).toBeNull()
    expect(whyNotChord('Ctrl+Shift+B', true)).toBeNull()
  })
})
