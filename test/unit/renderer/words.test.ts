import { describe, expect, it } from 'vitest'
import { exitInFull, exitInShort } from '../../../renderer/words/exit.ts'
import { forkName, freeName } from '../../../renderer/words/names.ts'
import { heldWords, isLarger, sharingWords } from '../../../renderer/words/sharing.ts'
import { bytes, percent } from '../../../renderer/words/sizes.ts'
import { describeContainer, describeExec } from '../../../renderer/words/state.ts'
import { ago, duration } from '../../../renderer/words/time.ts'
import type { Exit } from '../../../shared/model.ts'
import { fakeContainer, fakeExec } from '../../fixtures/fake-containers.ts'

const at = '2026-11-24T12:00:00.000Z'
const later = (seconds: number) => Date.parse(at) + seconds * 1000
const exit = (differs: Partial<Exit>): Exit => ({
  code: 0,
  signal: null,
  oom: false,
  at,
  reason: 'exited',
  ...differs,
})

describe('how a process ended', () => {
  it.each([
    [exit({}), 'exited 0', 'ended: 0, '],
    [exit({ code: 3 }), 'exited 3', 'ended: 3, '],
    [
      exit({ code: 137, signal: 9, reason: 'signal' }),
      '137 killed',
      'ended: 137, killed by SIGKILL, ',
    ],
    [
      exit({
        code: 137,
        signal: 9,
        reason: 'signal',
        problem: { code: 'restore-failed', message: 'its memory was lost' },
      }),
      '137 killed',
      'ended: 137, killed by SIGKILL: its memory was lost, ',
    ],
    [
      exit({ code: 143, signal: 15, reason: 'signal' }),
      '143 SIGTERM',
      'ended: 143, killed by SIGTERM, ',
    ],
    [
      exit({ code: 162, signal: 34, reason: 'signal' }),
      '162 signal 34',
      'ended: 162, killed by signal 34, ',
    ],
    [
      exit({ code: 137, signal: 9, oom: true, reason: 'oom' }),
      '137 out of memory',
      'ended: 137, killed for want of memory, ',
    ],
    [
      exit({ reason: 'checkpoint', code: 137 }),
      'ended by a checkpoint',
      'ended: by a checkpoint, ',
    ],
    [
      exit({ reason: 'reboot', code: null }),
      'ended with the machine',
      'ended: the machine was restarted, ',
    ],
    [exit({ reason: 'unseen', code: null }), 'ended unseen', 'ended: nobody saw how '],
  ])('%j', (how, short, full) => {
    expect(exitInShort(how)).toBe(short)
    expect(exitInFull(how)).toContain(full)
    expect(exitInFull(how)).toMatch(/\d\d:\d\d:\d\d$/)
  })

  it('says why where the program never ran', () => {
    const problem = { code: 'runtime-failed' as const, message: 'runc crashed' }
    expect(exitInFull(exit({ code: 2, problem }))).toContain('ended: 2, runc crashed, ')
  })

  it('mentions a child that ran out of memory though the process itself ended well', () => {
    expect(exitInFull(exit({ oom: true }))).toContain('a process ran out of memory')
  })
})

describe('the state of a container', () => {
  const stopped = (how: Exit | null) =>
    describeContainer(fakeContainer('a', { state: 'stopped', status: 'stopped', exit: how }), 0)
      .look

  it('ended well is not ended badly', () => {
    expect(stopped(exit({}))).toBe('ended')
    expect(stopped(exit({ code: 137, reason: 'checkpoint' }))).toBe('ended')
    expect(stopped(exit({ code: null, reason: 'reboot' }))).toBe('ended')
    expect(stopped(exit({ code: 1 }))).toBe('failed')
    expect(stopped(exit({ code: null, reason: 'unseen' }))).toBe('lost')
    expect(stopped(null)).toBe('failed')
  })

  it('has a glyph and a word for each status', () => {
    const look = (status: 'created' | 'running' | 'pausing' | 'paused') =>
      describeContainer(fakeContainer('a', { status, since: at }), later(61))
    for (const status of ['created', 'running', 'pausing', 'paused'] as const) {
      expect(look(status)).toEqual({ look: status, word: status, since: '1 min' })
    }
  })

  it('says when its monitor is gone, but not of one that has ended', () => {
    expect(describeContainer(fakeContainer('a', { monitor: 'lost' }), 0).look).toBe('lost')
    const ended = { state: 'stopped', status: 'stopped', monitor: 'lost', exit: exit({}) } as const
    expect(describeContainer(fakeContainer('a', ended), 0).look).toBe('ended')
  })

  it('tells a created one from one created from a checkpoint', () => {
    const made = fakeContainer('a', { state: 'createdFromCheckpoint', status: 'created' })
    expect(describeContainer(made, 0).word).toBe('created from checkpoint')
  })

  it('reads an exec by its own exit', () => {
    const exec = fakeExec('e', { state: 'stopped', status: 'stopped', exit: exit({ code: 2 }) })
    expect(describeExec(exec, later(5))).toEqual({ look: 'failed', word: 'exited 2', since: '5 s' })
  })
})

describe('figures', () => {
  it.each([
    [-5, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3600, '1 h'],
    [90_000, '1 d'],
  ])('%d seconds ago', (seconds, words) => {
    expect(ago(at, later(seconds))).toBe(words)
  })

  it.each([
    [0.4, '0 ms'],
    [104, '104 ms'],
    [1234, '1.2 s'],
    [123_000, '2 min 3 s'],
  ])('%d ms long', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1.4 * 2 ** 20, '1.4 MiB'],
    [512 * 2 ** 20, '512 MiB'],
    [2 ** 40, '1 TiB'],
    [2 ** 50, '1024 TiB'],
  ])('%d bytes', (n, words) => {
    expect(bytes(n)).toBe(words)
  })

  it('measures in words', () => {
    expect([percent(0), percent(0.31), percent(99.6)]).toEqual(['0 %', '0.3 %', '100 %'])
  })
})

describe('names', () => {
  it('are free', () => {
    expect(freeName('shell', new Set())).toBe('shell-1')
    expect(freeName('shell', new Set(['shell-1', 'shell-2']))).toBe('shell-3')
    expect(forkName('shell-1', new Set(['shell-1b']))).toBe('shell-1c')
  })
})

describe('who looks at a console', () => {
  const WIDE = { cols: 132, rows: 43 }
  const SMALL = { cols: 80, rows: 24 }
  const you = (sets: boolean, size = SMALL) => ({ as: 'owner' as const, size, sets, you: true })
  const other = (sets: boolean) => ({ as: 'owner' as const, size: WIDE, sets, you: false })

  it('is not said of a window alone, in its own size', () => {
    expect(sharingWords([], SMALL)).toBeNull()
    expect(sharingWords([you(true)], SMALL)).toBeNull()
    expect(sharingWords([you(false)], SMALL)).toBeNull()
  })

  it('is said with the size and who set it', () => {
    expect(sharingWords([you(true), other(false)], SMALL)).toBe(
      '2 viewers · 80×24, set by this window',
    )
    expect(sharingWords([you(false), other(true)], WIDE)).toBe(
      '2 viewers · 132×43, set by another window',
    )
    expect(sharingWords([you(false)], WIDE)).toBe('132×43, as it was left')
    expect(sharingWords([you(true), other(false)], null)).toBe('2 viewers')
    expect(isLarger(WIDE, [you(false), other(true)])).toBe(true)
    expect(isLarger(SMALL, [you(false), other(true)])).toBe(false)
  })

  it('tells for how long, and by whom, the process is held back', () => {
    expect(heldWords({ forMs: 3400, byYou: true })).toBe(
      'output is held back: this window cannot keep up, for 3 s',
    )
    expect(heldWords({ forMs: 1000, byYou: false })).toContain('another window')
  })
})
