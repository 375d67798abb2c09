import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  ageOf,
  bootId,
  descendantsOf,
  isAlive,
  processStartTime,
  processStat,
  sendSignal,
} from '../../../electron/engine/runtime/proc.ts'

const GONE = 2 ** 22 + 1

test('our own start time is the same every time', () => {
  const started = processStartTime(process.pid)
  expect(started).toBeGreaterThan(0)
  expect(processStartTime(process.pid)).toBe(started)
  expect(isAlive(process.pid, started ?? 0)).toBe(true)
  expect(isAlive(process.pid, (started ?? 0) + 1)).toBe(false)
})

test('one that is gone, and one that never was', async () => {
  const child = spawn('true')
  await once(child, 'exit')
  expect(processStartTime(child.pid ?? 0)).toBeNull()
  expect(processStartTime(GONE)).toBeNull()
  expect(sendSignal(GONE, 0)).toBe(false)
})

test('a name with spaces and parentheses', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proc-'))
  const program = join(folder, 'a) Z (b) 1 2')
  copyFileSync('/bin/sleep', program)
  const child = spawn(program, ['60'])
  await once(child, 'spawn')
  await sleep(20)
  const own = processStartTime(process.pid) ?? 0
  expect(processStartTime(child.pid ?? 0)).toBeGreaterThan(own)
  expect(descendantsOf(process.pid)).toContain(child.pid)
  child.kill('SIGKILL')
  await once(child, 'exit')
  rmSync(folder, { recursive: true })
})

test('a zombie does not live', async () => {
  // The shell forks and turns into a program that never waits for its child.
  const child = spawn('sh', ['-c', 'sleep 0.03 & echo $!; exec sleep 60'])
  const [text] = (await once(child.stdout, 'data')) as [Buffer]
  const zombie = Number(text.toString())
  await sleep(100)
  expect(processStartTime(zombie)).toBeNull()
  expect(sendSignal(zombie, 0)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
})

test('all below a process, not only its children', async () => {
  const child = spawn('sh', ['-c', 'sh -c "sleep 60 & echo; wait" & wait'])
  await once(child.stdout, 'data')
  const below = descendantsOf(child.pid ?? 0)
  expect(below).toHaveLength(2)
  for (const pid of [...below, child.pid ?? 0]) sendSignal(pid, 'SIGKILL')
  await once(child, 'exit')
})

test('the session that a process is of, and how long ago it began', async () => {
  const begun = Date.now()
  const leader = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { detached: true })
  const [text] = (await once(leader.stdout, 'data')) as [Buffer]
  const member = processStat(Number(text.toString()))
  expect(member?.session).toBe(leader.pid)
  expect(processStat(process.pid)?.session).not.toBe(leader.pid)
  await sleep(50)
  // A start time is told in hundredths of a second.
  const age = ageOf(member?.startTime ?? 0)
  expect(age).toBeGreaterThanOrEqual(30)
  expect(age).toBeLessThanOrEqual(Date.now() - begun + 20)
  sendSignal(-(leader.pid ?? 0), 'SIGKILL')
  await once(leader, 'exit')
  expect(processStat(GONE)).toBeNull()
})

test('the boot has a name', () => {
  expect(bootId()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
})
