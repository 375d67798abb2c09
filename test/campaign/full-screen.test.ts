import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, test } from 'vitest'
import { terminalPrograms, unpackTerminalPrograms } from '../../build/setup/terminal-programs.mjs'
import { which } from '../../electron/engine/runtime/which.ts'
import { expectSameScreen, type FullScreen, thenKilled } from '../support/full-screen.ts'
import { ref, skipReason, TestEngine } from '../support/test-engine.ts'
import { unless } from '../support/unless.ts'

const LINES = Array.from({ length: 300 }, (_, n) => `${n + 1} emoji 🎉, 漢字, ä, e\u0301\n`).join(
  '',
)

const PROGRAMS: FullScreen[] = [
  {
    name: 'vim',
    args: ['/usr/bin/vim.basic', '-N', '-u', 'NONE', '-c', 'syntax on', '/text'],
    typed: [
      ['1 emoji', ':set number hlsearch ruler\r'],
      [/ {2}1 1 emoji/, '/漢字\r:split\r'],
    ],
    shows: '漢字',
  },
  {
    name: 'less',
    args: ['/usr/bin/less', '-N', '/text'],
    typed: [['1 emoji', '\x06']],
    shows: 'emoji',
  },
  // Drawn once in a long while, so that there is something to compare.
  {
    name: 'htop',
    args: ['/usr/bin/htop', '-d', '3600', '--no-mouse'],
    typed: [],
    shows: 'F10Quit',
  },
  {
    name: 'tmux',
    args: ['/usr/bin/tmux', '-f', '/dev/null'],
    typed: [
      ['[0] 0:', 'for row in 1 2 3; do echo row $row; done\r'],
      ['row 3', '\x02%'],
      ['│', 'echo $((6*7))\r'],
    ],
    shows: /│.*42/,
  },
]

let programs: string
let engine: TestEngine

describe('a full-screen program of Debian’s', unless(skipReason), () => {
  beforeAll(async () => {
    programs = terminalPrograms() ?? (await unpackTerminalPrograms())
  }, 300_000)
  beforeEach(async () => {
    engine = await TestEngine.open(thenKilled())
  })
  afterEach(() => engine.clear())

  test.each(PROGRAMS)(
    '$name: the same screen, cell by cell, after a reload, a resize, a restart and a crash',
    async (program) => {
      const rootfs = engine.place.path('rootfs')
      execFileSync('cp', ['-a', programs, rootfs])
      for (const folder of ['proc', 'sys', 'dev', 'tmp', 'root']) {
        mkdirSync(join(rootfs, folder), { recursive: true })
      }
      copyFileSync((await which('busybox')) ?? '', join(rootfs, 'usr/bin/busybox'))
      symlinkSync('busybox', join(rootfs, 'usr/bin/sh'))
      writeFileSync(join(rootfs, 'etc/passwd'), 'root:x:0:0::/root:/usr/bin/sh\n')
      writeFileSync(join(rootfs, 'text'), LINES)
      await engine.run('c', {
        source: { kind: 'rootfs', path: rootfs },
        process: {
          args: program.args,
          terminal: true,
          env: ['PATH=/usr/bin:/bin', 'TERM=xterm-256color', 'LANG=C.UTF-8', 'HOME=/root'],
        },
      })
      await expectSameScreen(engine, { kind: 'init', ...ref('c') }, program)
    },
  )
})
