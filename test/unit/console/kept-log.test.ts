import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { goOnFrom, keepLog } from '../../../electron/engine/console/kept-log.ts'
import { formatLog, LogFile } from '../../../electron/engine/console/log.ts'
import { replayConsole } from '../../../electron/engine/console/process-console.ts'
import { RING_BYTES } from '../../../electron/engine/console/recorder.ts'
import { Sizes } from '../../../electron/engine/console/sizes.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kept-log-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const at = (name: string) => join(dir, name)
const logged = (...parts: string[]) =>
  Buffer.concat(parts.map((part) => formatLog('stdout', Buffer.from(part))))
const text = (log: string) => {
  const file = new LogFile(log)
  return Buffer.concat(file.lines(0, file.size()).map(({ bytes }) => bytes)).toString()
}
const SIZE = { cols: 40, rows: 4 }

describe('a kept log', () => {
  test('is the whole of a short one, with its sizes', () => {
    writeFileSync(at('log'), logged('one\n', 'two'))
    new Sizes(at('log')).add(SIZE, 0)
    keepLog(at('log'), at('kept'))
    expect(text(at('kept'))).toBe('one\ntwo')
    expect(new Sizes(at('kept')).last()).toEqual(SIZE)
  })

  test('is the end of a long one, from a whole line on; the size in use there counts from its beginning', () => {
    const before = logged('a long line that is cut off\n'.repeat(40_000))
    const end = Buffer.alloc(RING_BYTES, logged('the end\n'))
    writeFileSync(at('log'), Buffer.concat([before, end]))
    const sizes = new Sizes(at('log'))
    sizes.add({ cols: 10, rows: 10 }, 0)
    sizes.add(SIZE, 100)
    sizes.add({ cols: 80, rows: 24 }, before.length + 500)
    keepLog(at('log'), at('kept'))
    expect(new Set(text(at('kept')).split('\n').slice(1, -1))).toEqual(new Set(['the end']))
    const kept = new Sizes(at('kept')).all()
    expect(kept.map(({ size }) => size.cols)).toEqual([40, 80])
    expect(kept[0]?.position).toBe(0)
    expect(new LogFile(at('kept')).size()).toBeLessThanOrEqual(RING_BYTES + 9 * 1024)
  })
})

describe('a console goes on from a kept one', () => {
  const kept = () => ({ log: at('kept'), terminal: { size: SIZE, screen: Buffer.from('then $ ') } })

  test('one that has none yet begins with its log', () => {
    writeFileSync(at('kept'), logged('then\n'))
    const takeBack = goOnFrom(kept(), at('log'), 'rewound')
    expect(text(at('log'))).toBe('then\n')
    takeBack()
    expect(new LogFile(at('log')).size()).toBe(0)
  })

  test('of a terminal the screen of then is shown; what was there, and that it is gone, is history', async () => {
    writeFileSync(at('log'), logged('\x1b[31mnow\r\n', 'more\r\n', '\x1b[?1049hfull screen'))
    goOnFrom(kept(), at('log'), 'rewound')
    const console = replayConsole({ log: at('log'), terminal: true, stdin: 'none', size: SIZE })
    const { lastLines, size } = await console.text()
    expect(size).toEqual(SIZE)
    expect(lastLines.map((line) => line.trim()).filter(Boolean)).toEqual([
      'now',
      'more',
      'rewound',
      'then $',
    ])
    console.dispose()
  })

  test('what failed is taken back, unless something was logged since', () => {
    writeFileSync(at('log'), logged('now\n'))
    goOnFrom(kept(), at('log'), 'rewound')()
    expect(text(at('log'))).toBe('now\n')
    expect(new Sizes(at('log')).all()).toEqual([])
    const takeBack = goOnFrom({ log: at('kept'), terminal: null }, at('log'), 'rewound')
    expect(text(at('log'))).toBe('now\nrewound\n')
    writeFileSync(at('log'), logged('since\n'), { flag: 'a' })
    takeBack()
    expect(text(at('log'))).toBe('now\nrewound\nsince\n')
  })

  test('a moment whose console was not kept leaves an empty one empty', () => {
    goOnFrom({ log: at('none'), terminal: null }, at('log'), 'rewound')()
    expect(new LogFile(at('log')).size()).toBe(0)
  })
})
