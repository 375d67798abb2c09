import { describe, expect, it } from 'vitest'
import { lastDeeds } from '../../../renderer/journal/last-deeds.ts'
import { meaningInWords, memoryInWords, senderInWords } from '../../../renderer/words/end.ts'
import type { Exit, JournalEntry } from '../../../shared/model.ts'

const exit = (code: number | null, differs: Partial<Exit> = {}): Exit => ({
  code,
  signal: code !== null && code > 128 ? code - 128 : null,
  oom: false,
  at: '2026-01-01T00:00:00.000Z',
  reason: code !== null && code > 128 ? 'signal' : 'exited',
  ...differs,
})

describe('an end in words', () => {
  it.each([
    [126, /^126: a shell found the command and could not run it/],
    [127, /^127: a shell did not find the command/],
    [137, /^137 is 128 \+ 9: SIGKILL; no program can catch it/],
    [139, /^139 is 128 \+ 11: SIGSEGV; .*segmentation fault/],
    [143, /^143 is 128 \+ 15: SIGTERM; it was asked to end/],
    [170, /^170 is 128 \+ 42: signal 42$/],
  ])('%i', (code, words) => {
    expect(meaningInWords(exit(code))).toMatch(words)
  })

  it('says nothing where there is nothing to say', () => {
    expect(meaningInWords(exit(42))).toBe(null)
    expect(meaningInWords(exit(null, { reason: 'unseen' }))).toBe(null)
    expect(meaningInWords(exit(137, { reason: 'checkpoint' }))).toBe(null)
    expect(senderInWords(exit(0))).toBe(null)
  })

  it('who sent the signal', () => {
    expect(senderInWords(exit(143, { sentBy: 'runcible' }))).toContain(
      'by Runcible, as the journal',
    )
    expect(senderInWords(exit(137, { sentBy: 'oom-killer' }))).toContain('OOM killer')
    expect(senderInWords(exit(139))).toContain('by the kernel, as a rule')
    expect(senderInWords(exit(134))).toContain('by the program to itself')
    expect(senderInWords(exit(137))).toMatch(/^not sent by Runcible/)
  })

  it('the figures of its memory', () => {
    const memory = { limit: 16 * 2 ** 20, peak: 16 * 2 ** 20, refused: 31, oomKills: 1 }
    expect(memoryInWords(memory)).toBe(
      'limit 16 MiB, at most 16 MiB in use, wanted more 31 times, 1 process killed for it',
    )
    expect(memoryInWords({ limit: null, peak: null, refused: 0, oomKills: null })).toBe('no limit')
  })

  it('its last minute: what was done to it then, also by others, until the journal has it', () => {
    const entry = (action: string, second: number, note: string | null = null): JournalEntry => ({
      seq: second,
      at: new Date(Date.parse('2026-01-01T00:00:00Z') + second * 1000).toISOString(),
      action,
      container: { namespace: 'default', id: 'c' },
      durationMs: 1,
      commands: [],
      error: null,
      note,
    })
    const deeds = lastDeeds(
      [
        entry('start', -61),
        entry('pause', -59),
        entry('label', -30),
        entry('resumed outside', -20),
        entry('exited', 1, 'exit code 137'),
        entry('rerun', 3),
      ],
      exit(137),
    )
    expect(deeds.map(({ what, note }) => [what, note])).toEqual([
      ['paused', null],
      ['resumed outside', null],
      ['ended', 'exit code 137'],
    ])
  })
})
