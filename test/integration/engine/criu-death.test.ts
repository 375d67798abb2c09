import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findCriu } from '../../../electron/engine/runtime/criu.ts'
import { childrenOf, textOrNull } from '../../../electron/engine/runtime/proc.ts'
import { inChild } from '../../support/child-engine.ts'
import { parentOf } from '../../support/look.ts'
import { SAME } from '../../support/memory-program.ts'
import { makeBundle } from '../../support/rootfs.ts'
import {
  commandLine,
  failure,
  names,
  skipReason,
  TestEngine,
  TOOLS,
} from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'
import { checkMemory, frozen, restore } from '../lazy/rig.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

/** A criu that is killed once, as soon as a restore has forked what waits for its namespaces. */
async function killedCriu(): Promise<string> {
  const path = engine.place.path('killed-criu')
  const mark = engine.place.path('killed')
  const log = join(engine.place.folders.state, 'containers/default/c/restore/restore.log')
  const text = `#!/bin/sh
if [ "$1" = swrk ] && [ ! -e ${mark} ]; then
  self=$$
  # Not its own child, which CRIU would wonder at.
  ( (
    for n in $(seq 500); do
      grep -q 'setup-namespaces' ${log} && touch ${mark} && kill -KILL $self && exit
      sleep 0.002
    done
  ) > /dev/null 2>&1 & )
fi
exec ${await findCriu(join(TOOLS, 'bin'))} "$@"
`
  writeFileSync(path, text, { mode: 0o755 })
  return path
}

/** Longer than one that has died is waited for. */
const LONG_MS = 1800

/** Has the CRIU at work for this engine’s runc stand still for that long; not what it restores, of which it would be told. */
async function delayCriu(): Promise<void> {
  const atWork = () =>
    names('/proc')
      .map(Number)
      .filter(
        (pid) =>
          commandLine(pid).join(' ').includes('criu: ') &&
          /^NSpid:\t\d+$/m.test(textOrNull(`/proc/${pid}/status`) ?? '') &&
          commandLine(parentOf(pid)).some((part) => part.startsWith(engine.place.folder)),
      )
  await until(() => atWork().length > 0, 'a CRIU at work')
  const pids = atWork()
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  await sleep(LONG_MS)
  for (const pid of pids) process.kill(pid, 'SIGCONT')
}

describe('a CRIU that takes long', unless(skipReason), () => {
  test('is left in peace, in a dump and in a restore', async () => {
    const delayed = delayCriu()
    const moment = await frozen(engine, 'c', 16)
    await delayed
    await Promise.all([delayCriu(), restore(engine, 'c', moment, { lazy: false })])
    expect(await checkMemory(engine, 'c')).toBe(SAME)
  })
})

describe('a CRIU that is killed in a restore', unless(skipReason), () => {
  test('leaves what it forked with runc, which waits for that for ever: it is ended, and said', async () => {
    const moment = await frozen(engine, 'c', 16, { runtime: { criu: await killedCriu() } })
    const begun = performance.now()
    expect(await failure(restore(engine, 'c', moment))).toMatchObject({
      code: 'restore-failed',
      message: 'OCI runtime restore failed: CRIU was ended',
    })
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(await engine.get('c')).toMatchObject({ state: 'stopped' })
    expect(engine.place.monitors().flatMap(childrenOf)).toEqual([])
    await restore(engine, 'c', moment)
    expect(await checkMemory(engine, 'c')).toBe(SAME)
  })
})

/** Goes something from the loopback of a process to itself? */
const letsThrough = (pid: number): boolean => {
  const script =
    '$s=IO::Socket::INET->new(Proto=>"udp",LocalAddr=>"127.0.0.1",LocalPort=>7000) or die; $c=IO::Socket::INET->new(Proto=>"udp",PeerAddr=>"127.0.0.1:7000"); $c->send("x"); vec($in,fileno($s),1)=1; exit !select($in,undef,undef,0.5)'
  const args = ['-t', String(pid), '-n', 'perl', '-MIO::Socket::INET', '-e', script]
  return spawnSync('nsenter', args).status === 0
}

describe('a CRIU that is killed in a dump, after its engine', unless(skipReason), () => {
  test('left the network closed: the next engine opens it', async () => {
    await engine.clear()
    engine = await TestEngine.open(inChild)
    const [script = '', settings = '', there = ''] = ['at', 'conf', 'there'].map((name) =>
      engine.place.path(name),
    )
    const waits = `echo $PPID > ${there}; while kill -0 $PPID; do sleep 0.1; done`
    writeFileSync(
      script,
      `#!/bin/sh\n[ "$CRTOOLS_SCRIPT_ACTION" = post-dump ] || exit 0\n${waits}\n`,
      {
        mode: 0o755,
      },
    )
    writeFileSync(settings, `action-script ${script}\n`)
    const path = await makeBundle(engine.place.path('bundle'), (spec) => {
      spec.process.args = ['busybox', 'sleep', '1000']
      spec.annotations = { 'org.criu.config': settings }
    })
    await engine.run('c', { source: { kind: 'bundle', path }, stdin: 'none' })
    const pid = (await engine.get('c')).pid ?? 0
    expect(letsThrough(pid)).toBe(true)
    engine.checkpoint('c').catch(() => {})
    await until(() => (textOrNull(there) ?? '') !== '', 'the lock')
    await engine.stop()
    process.kill(Number(textOrNull(there)), 'SIGKILL')
    expect(letsThrough(pid)).toBe(false)
    await engine.start()
    expect(letsThrough(pid)).toBe(true)
    expect(await engine.get('c')).toMatchObject({ state: 'running', pid })
  })
})
