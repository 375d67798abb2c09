import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { waitForOrphans } from '../../../electron/engine/process/orphans.ts'
import { processStat } from '../../../electron/engine/runtime/proc.ts'
import { until } from '../../support/until.ts'

test('a runc that an engine had stopped when it died goes on as soon as the next one looks', async () => {
  const runc = spawn('sleep', ['100'], { stdio: 'ignore' })
  const pid = runc.pid ?? 0
  const state = () => processStat(pid)?.state
  try {
    process.kill(pid, 'SIGSTOP')
    await until(() => state() === 'T', 'it to stand still')
    const argv = ['/usr/sbin/runc', '--log', '/nowhere/c/runc.log', 'checkpoint', 'c']
    await waitForOrphans('/nowhere/c', [{ pid, argv }])
    expect(state()).toBe('S')
  } finally {
    runc.kill('SIGKILL')
    await once(runc, 'exit')
  }
})
