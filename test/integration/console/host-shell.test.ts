import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type HostShell, spawnHostShell } from '../../../electron/engine/console/host-shell.ts'
import { processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { until } from '../../support/until.ts'
import { Watcher } from '../../unit/console/watcher.ts'

let shells: HostShell[]
beforeEach(() => {
  shells = []
})
afterEach(async () => {
  for (const shell of shells) {
    shell.close()
    await until(() => processStartTime(shell.pid) === null, `process ${shell.pid} to end`)
  }
})

function open(script: string, size = { cols: 90, rows: 30 }) {
  const shell = spawnHostShell(['sh', '-c', script], { size, env: { MARK: 'm1' } })
  shells.push(shell)
  const exits: { code: number; signal: number | null }[] = []
  shell.onExit((exit) => exits.push(exit))
  return { shell, exits, watcher: new Watcher().watch(shell) }
}

const shows = (watcher: Watcher, text: string) =>
  until(() => watcher.text.includes(text), `${text} in ${JSON.stringify(watcher.text)}`)

test('a terminal of its own: environment, size, bytes in and out, resize, exit code', async () => {
  const { shell, exits, watcher } = open(
    'stty -echo; stty size; echo $MARK; read a; stty size; printf "\\303"; read b; printf "\\274$a"; exit 5',
  )
  await shows(watcher, '30 90')
  await shows(watcher, 'm1')
  watcher.resize(100, 40)
  watcher.type('typed\r')
  await shows(watcher, '40 100')
  const late = new Watcher().watch(shell)
  watcher.type('\r')
  await until(() => watcher.ended && late.ended, 'the end')
  expect(Buffer.from(watcher.live, 'latin1').toString()).toContain('ütyped')
  expect(exits).toEqual([{ code: 5, signal: null }])
  expect(late.snapshots[0]?.size).toEqual({ cols: 100, rows: 40 })
})

test('the engine’s own environment stays with the engine', async () => {
  process.env.RUNCIBLE_TOKEN = 'secret'
  const { watcher } = open('env; echo END')
  await shows(watcher, 'END')
  delete process.env.RUNCIBLE_TOKEN
  expect(watcher.text).not.toContain('secret')
})

test('closing hangs up, and kills what does not go', async () => {
  const { shell, exits, watcher } = open('trap "" HUP; echo deaf; while :; do sleep 1; done')
  await shows(watcher, 'deaf')
  shell.close()
  expect(readFileSync(`/proc/${shell.pid}/stat`, 'utf8')).toContain(String(shell.pid))
  await until(() => exits.length === 1, 'the exit', 5000)
  expect(exits).toEqual([{ code: 0, signal: 9 }])
  expect(watcher.closed).toEqual({ error: undefined })
})

test('a program that is not there ends at once and says so', async () => {
  const shell = spawnHostShell(['/nonexistent/program'], { env: {} })
  shells.push(shell)
  const watcher = new Watcher().watch(shell)
  await until(() => watcher.ended, 'the end')
  expect(watcher.text).toContain('No such file or directory')
})
