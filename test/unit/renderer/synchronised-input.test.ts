import xterm from '@xterm/headless'
import type { Terminal } from '@xterm/xterm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ConsoleProcess } from '../../../renderer/consoles/console-process.ts'
import { receive, relay } from '../../../renderer/consoles/synchronised-input.ts'
import { asTypedIn, onTyped, type Typed } from '../../../renderer/consoles/typed.ts'
import { inputRefusal } from '../../../renderer/consoles/use-synchronised-input.ts'
import { useSynchronised } from '../../../renderer/store/synchronised.ts'

const PLAIN = { applicationCursorKeysMode: false, bracketedPasteMode: false }
const APPLICATION = { applicationCursorKeysMode: true, bracketedPasteMode: true }

describe('what is typed', () => {
  const heard: Typed[] = []
  const sent: string[] = []
  let term = new xterm.Terminal({ allowProposedApi: true })
  beforeEach(() => {
    heard.length = 0
    sent.length = 0
    term = new xterm.Terminal({ allowProposedApi: true })
    term.onData((text) => sent.push(text))
    onTyped(term as unknown as Terminal, (typed) => heard.push(typed))
  })
  const print = (text: string) => new Promise<void>((resolve) => term.write(text, resolve))

  it('is told from what a terminal answers by itself', async () => {
    term.input('ls\r')
    await print('\u001b[c\u001b[6n\u001b[5n\u001b[>c\u001b[?25$p\u001bP$qm\u001b\\')
    expect(sent.length).toBeGreaterThanOrEqual(5)
    expect(heard).toEqual([{ text: 'ls\r', pasted: false }])
    term.input('x')
    expect(heard.map(({ text }) => text)).toEqual(['ls\r', 'x'])
  })

  it('a paste between brackets is known as one', () => {
    term.input('\u001b[200~a\rb\u001b[201~')
    expect(heard).toEqual([{ text: '\u001b[200~a\rb\u001b[201~', pasted: true }])
  })

  it('reaches another terminal as that one would have sent it', () => {
    const key = (text: string) => ({ text, pasted: false })
    expect(asTypedIn(key('\u001b[A'), APPLICATION)).toBe('\u001bOA')
    expect(asTypedIn(key('\u001bOD'), PLAIN)).toBe('\u001b[D')
    expect(asTypedIn(key('\u001b[1;5A'), APPLICATION)).toBe('\u001b[1;5A')
    expect(asTypedIn(key('é€\u0003'), APPLICATION)).toBe('é€\u0003')
    const bracketed = { text: '\u001b[200~a\rb\u001b[201~', pasted: true }
    expect(asTypedIn(bracketed, PLAIN)).toBe('a\rb')
    expect(asTypedIn(bracketed, APPLICATION)).toBe(bracketed.text)
    expect(asTypedIn({ text: 'a\rb', pasted: true }, APPLICATION)).toBe(bracketed.text)
    expect(asTypedIn({ text: 'a\rb', pasted: true }, PLAIN)).toBe('a\rb')
  })
})

describe('synchronised consoles', () => {
  const got: Record<string, string> = {}
  const ends: (() => void)[] = []
  beforeEach(() => {
    for (const end of ends.splice(0)) end()
    for (const key of ['a', 'b', 'c', 'd']) {
      got[key] = ''
      useSynchronised.getState().tell(key, key === 'c' ? 'it has ended' : null)
      ends.push(
        receive(key, {
          modes: () => PLAIN,
          input: (text) => {
            got[key] += text
          },
        }),
      )
    }
    useSynchronised.getState().stop()
  })

  it('the others get each byte once; one that refuses, and one that was not chosen, none', () => {
    useSynchronised.getState().start(['a', 'b', 'c'])
    const typed = Array.from({ length: 500 }, (_, n) => `${n};`)
    typed.forEach((text, n) => {
      relay(n % 2 ? 'a' : 'b', { text, pasted: false })
    })
    expect(got.b).toBe(typed.filter((_, n) => n % 2 === 1).join(''))
    expect(got.a).toBe(typed.filter((_, n) => n % 2 === 0).join(''))
    expect([got.c, got.d]).toEqual(['', ''])
  })

  it('nothing goes anywhere from one that was not chosen, nor after the end', () => {
    useSynchronised.getState().start(['a', 'b'])
    relay('d', { text: 'x', pasted: false })
    useSynchronised.getState().stop()
    relay('a', { text: 'y', pasted: false })
    expect(got).toEqual({ a: '', b: '', c: '', d: '' })
  })
})

describe('why a console takes no part', () => {
  const shell: ConsoleProcess = {
    title: 'a',
    fullName: 'a',
    look: 'running',
    word: 'running',
    terminal: true,
    stdin: 'open',
    stdinClosed: false,
    phase: 'live',
    life: null,
    ended: null,
    left: 0,
    container: undefined,
  }
  const open = { ready: true, watching: false, session: 'live' } as const

  it.each([
    ['it is a live terminal', {}, {}, null],
    ['it has ended', { phase: 'ended' }, {}, 'it has ended'],
    ['it is no terminal', { terminal: false }, {}, 'it takes whole lines, and no keys'],
    ['its stdin is closed', { stdinClosed: true }, {}, 'it has no stdin'],
    ['somebody only watches it', {}, { watching: true }, 'it is only watched here'],
    ['its engine is away', {}, { ready: false }, 'its connection is lost'],
    ['it is being opened', {}, { session: 'opening' }, 'it is being opened'],
  ] as const)('%s', (_, differs, around, expected) => {
    expect(inputRefusal({ ...shell, ...differs }, { ...open, ...around })).toBe(expected)
  })
})
