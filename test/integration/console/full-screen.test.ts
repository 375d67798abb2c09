import { afterEach, beforeEach, describe, test } from 'vitest'
import { expectSameScreen, type FullScreen, thenKilled } from '../../support/full-screen.ts'
import { ref, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'

/** busybox's own. */
const PROGRAMS: FullScreen[] = [
  {
    name: 'vi',
    args: ['vi', '/etc/passwd'],
    typed: [
      ['root:', 'ohello ünder the wörld\x1b'],
      ['hello', ':set nu\r'],
    ],
    shows: 'hello',
  },
  // It draws once in a long while, so that there is something to compare.
  { name: 'top', args: ['top', '-d', '3600'], typed: [], shows: /PID +PPID/ },
]

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open(thenKilled())
})
afterEach(() => engine.clear())

describe('a full-screen program', unless(skipReason), () => {
  test.each(PROGRAMS)(
    '$name: the same screen, cell by cell, after a reload, a resize, a restart and a crash',
    async (program) => {
      await engine.run('c', { process: { args: program.args, terminal: true } })
      await expectSameScreen(engine, { kind: 'init', ...ref('c') }, program)
    },
  )
})
