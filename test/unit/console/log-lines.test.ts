import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LogFile } from '../../../electron/engine/console/log.ts'
import { logLines } from '../../../electron/engine/console/log-lines.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync('/tmp/rl-')
})
afterEach(() => rmSync(dir, { recursive: true }))

function logOf(text: string): LogFile {
  const path = join(dir, 'console.log')
  writeFileSync(path, text)
  return new LogFile(path)
}

const line = (n: number, rest: string) => `2026-11-24T12:00:0${n}.123456789+01:00 ${rest}\n`

test('lines with their times in UTC, and which pipe they came from', () => {
  const log = logOf(line(1, 'stdout F one') + line(2, 'stderr F two\r') + line(3, 'stdout P half'))
  expect(logLines(log, 10)).toEqual({
    lines: [
      { at: '2026-11-24T11:00:01.123Z', source: 'stdout', text: 'one', whole: true },
      { at: '2026-11-24T11:00:02.123Z', source: 'stderr', text: 'two', whole: true },
      { at: '2026-11-24T11:00:03.123Z', source: 'stdout', text: 'half', whole: false },
    ],
    from: 0,
    size: log.size(),
  })
})

test('a line in parts is one, with the time of its first; a character cut in two is whole', () => {
  const [first, second] = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)]
  const path = join(dir, 'console.log')
  writeFileSync(
    path,
    Buffer.concat([
      ...[Buffer.from(line(1, 'stdout P a').slice(0, -1)), first, Buffer.from('\n')],
      ...[Buffer.from(line(2, 'stdout F ').slice(0, -1)), second, Buffer.from('z\n')],
    ]),
  )
  expect(logLines(new LogFile(path), 10).lines).toEqual([
    { at: '2026-11-24T11:00:01.123Z', source: 'stdout', text: 'aüz', whole: true },
  ])
})

test('one that the other pipe wrote into stays in pieces, in the order of the log', () => {
  const log = logOf(line(1, 'stdout P out ') + line(2, 'stderr F err') + line(3, 'stdout F put'))
  expect(logLines(log, 10).lines.map(({ text, whole }) => [text, whole])).toEqual([
    ['out ', false],
    ['err', true],
    ['put', true],
  ])
})

test('page by page from the end to the beginning: every line once', () => {
  const log = logOf(
    Array.from({ length: 20_000 }, (_, n) => line(n % 10, `stdout F line ${n}`)).join(''),
  )
  const texts: string[] = []
  let before: number | undefined
  do {
    const page = logLines(log, 700, before)
    texts.unshift(...page.lines.map(({ text }) => text))
    before = page.from
  } while (before > 0)
  expect(texts).toEqual(Array.from({ length: 20_000 }, (_, n) => `line ${n}`))
})

test('a log that is not there has no lines', () => {
  expect(logLines(new LogFile(join(dir, 'none')), 10)).toEqual({ lines: [], from: 0, size: 0 })
})
