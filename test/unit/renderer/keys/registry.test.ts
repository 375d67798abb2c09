import { afterEach, describe, expect, it } from 'vitest'
import { keysInWords, keysOf, useBindings } from '../../../../renderer/keys/bindings.ts'
import { whyNotChord } from '../../../../renderer/keys/chord.ts'
import { othersWith } from '../../../../renderer/keys/conflicts.ts'
import { COMMANDS, commandOf } from '../../../../renderer/keys/registry.ts'
import { commandFor } from '../../../../renderer/keys/use-keys.ts'

const ctrlShift = (key: string) => ({
  key,
  code: `Key${key.toUpperCase()}`,
  ctrlKey: true,
  shiftKey: true,
  altKey: false,
  metaKey: false,
})
const letter = (key: string) => ({ ...ctrlShift(key), ctrlKey: false, shiftKey: false })
const found = (...args: Parameters<typeof commandFor>) => commandFor(...args)?.id

describe('the commands', () => {
  it('each have a key, an id of their own, and none that cannot be had or that another has', () => {
    const ids = COMMANDS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const wrong = COMMANDS.flatMap((command) => [
      ...(command.keys.length === 0 ? [`${command.id} has no key`] : []),
      ...command.keys.flatMap((chord) => {
        const why = whyNotChord(chord, false)
        const others = othersWith(chord, command, COMMANDS, ({ keys }) => keys)
        return [
          ...(why === null ? [] : [`${command.id}: ${why}`]),
          ...others.map(({ id }) => `${chord} is ${command.id} and ${id}`),
        ]
      }),
    ])
    expect(wrong).toEqual([])
  })

  it('say why they cannot be done where nothing is chosen and nothing is open', () => {
    expect(commandOf('container.pause')?.why?.()).toBe('choose a container first')
    expect(commandOf('console.splitRight')?.why?.()).toBe('no console is open')
    expect(commandOf('window.undo')?.why?.()).toMatch(/nothing/)
  })

  it('are heard where their scope and their keys allow it', () => {
    expect(found(letter('p'), 'list')).toBe('container.pause')
    expect(found(letter('p'), 'else')).toBeUndefined()
    expect(found(letter('p'), 'field')).toBeUndefined()
    expect(found(letter('p'), 'console')).toBeUndefined()
    expect(found(ctrlShift('l'), 'console')).toBe('container.inspect')
    expect(found(ctrlShift('f'), 'console')).toBe('console.find')
    expect(found(ctrlShift('f'), 'list')).toBeUndefined()
    expect(found({ ...ctrlShift('k'), shiftKey: false }, 'console')).toBeUndefined()
    expect(found({ ...ctrlShift('k'), shiftKey: false }, 'field')).toBe('window.palette')
  })
})

describe('changed keys', () => {
  afterEach(() => useBindings.getState().resetAll())

  it('are the ones that are heard and told, until they are reset', () => {
    const { change, reset } = useBindings.getState()
    change('container.pause', ['Z'])
    expect(found(letter('z'), 'list')).toBe('container.pause')
    expect(found(letter('p'), 'list')).toBeUndefined()
    expect(keysInWords('container.pause')).toBe('Z')
    change('container.pause', [])
    expect(keysInWords('container.pause')).toBeUndefined()
    reset('container.pause')
    expect(found(letter('p'), 'list')).toBe('container.pause')
  })

  it('meet only where both could be heard', () => {
    const pause = commandOf('container.pause')
    if (!pause) throw new Error('gone')
    const idsWith = (chord: string) =>
      othersWith(chord, pause, COMMANDS, keysOf).map(({ id }) => id)
    expect(idsWith('S')).toEqual(['container.start'])
    expect(idsWith('Ctrl+Shift+F')).toEqual([])
    expect(idsWith('ctrl+shift+l')).toEqual(['container.inspect'])
  })
})
