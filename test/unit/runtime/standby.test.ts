import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { descendantsOf, isAlive, processStartTime } from '../../../electron/engine/runtime/proc.ts'
import { forkWaiting, Standby } from '../../../electron/engine/runtime/standby.ts'
import { until } from '../../support/until.ts'

let dir: string
let standby: Standby
let end: () => void
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runcible-standby-'))
  standby = new Standby()
  end = standby.open()
})
afterEach(() => {
  end()
  rmSync(dir, { recursive: true })
})

const order = () => ({ stderrFile: join(dir, 'stderr'), env: { OWN: 'yes' } })

/** The first that is asked for finds nobody, and has them forked. */
async function ready(): Promise<number[]> {
  const before = new Set(descendantsOf(process.pid))
  expect(standby.take(['/bin/true'], order())).toBeNull()
  let made: number[] = []
  await until(() => {
    made = descendantsOf(process.pid).filter((pid) => !before.has(pid))
    return made.length === 6
  }, 'six processes stand by')
  return made
}

test('one that waits becomes the program: its arguments as they are, its exit code, its stderr in the file', async () => {
  await ready()
  const script = join(dir, 'tell')
  writeFileSync(script, '#!/bin/sh\nprintf "%s|" "$OWN" "$@" >&2\ncat >&2\nexit 7\n', {
    mode: 0o755,
  })
  const args = ['', 'two words', '$(id)', '`id`', '.', '+', "'", '"', '\\', '*', 'ü']
  const child = standby.take([script, ...args], order())
  const waiting = child?.pid
  const [code] = await once(child as NonNullable<typeof child>, 'close')
  expect(code).toBe(7)
  expect(readFileSync(join(dir, 'stderr'), 'utf8')).toBe(`yes|${args.join('|')}|`)
  expect(child?.pid).toBe(waiting)
})

test('what it cannot be told, it is not asked for', async () => {
  await ready()
  expect(standby.take(['/bin/echo', 'two\nlines'], order())).toBeNull()
  expect(standby.take(['/nowhere/program'], order())).toBeNull()
  expect(standby.take(['/bin/true'], order())).not.toBeNull()
  expect(standby.take(['/bin/true'], { ...order(), env: {} })).toBeNull()
})

test('what an environment has besides is exported, as it is, to that program alone', async () => {
  await ready()
  const script = join(dir, 'tell')
  writeFileSync(script, '#!/bin/sh\nprintf "%s|" "$OWN" "$MORE" "$#" >&2\n', { mode: 0o755 })
  const said = async (env: Record<string, string>) => {
    const child = standby.take([script, 'one'], { ...order(), env })
    await once(child as NonNullable<typeof child>, 'close')
    return readFileSync(join(dir, 'stderr'), 'utf8')
  }
  expect(await said({ OWN: 'yes', MORE: '$(id) `id` = "two" +x' })).toBe(
    'yes|$(id) `id` = "two" +x|1|',
  )
  expect(await said({ OWN: 'other' })).toMatch(/\|other\|\|1\|$/)
})

test('none is forked while something goes on that has just begun, and that is over', async () => {
  const over = standby.begun()
  expect(standby.take(['/bin/true'], order())).toBeNull()
  // Of the tests before it some may still be about to end.
  const before = new Set(descendantsOf(process.pid))
  const made = () => descendantsOf(process.pid).filter((pid) => !before.has(pid))
  await sleep(300)
  expect(made()).toEqual([])
  over()
  await until(() => made().length === 6, 'six processes stand by')
})

test('they end with their owner, and nobody stands by for nobody', async () => {
  const pids = await ready()
  const born = pids.map((pid) => ({ pid, at: processStartTime(pid) ?? 0 }))
  end()
  await until(() => born.every(({ pid, at }) => !isAlive(pid, at)), 'all have ended')
  expect(standby.take(['/bin/true'], order())).toBeNull()
  await sleep(150)
  expect(standby.take(['/bin/true'], order())).toBeNull()
  end = standby.open()
})

test('one that was killed meanwhile is not given away', async () => {
  const pids = await ready()
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await until(() => descendantsOf(process.pid).every((pid) => !pids.includes(pid)), 'they are gone')
  for (const _ of pids) {
    // New ones may have been forked for them since.
    const given = standby.take(['/bin/true'], order())
    if (given) expect(pids).not.toContain(given.pid)
  }
})

test('orders that their owner’s death cut off are not carried out', async () => {
  const marker = join(dir, 'made')
  // What a take() writes, without the line that ends it.
  const other = forkWaiting({})
  other.stdin?.end(`${join(dir, 'stderr')}\n+/usr/bin/touch\n+${marker}\n`)
  await once(other, 'close')
  expect(() => readFileSync(marker)).toThrow()
})
