import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure, IDLE, ref, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless, withoutRoot } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

const foresee = () => engine.call('checkpoints.foresee', ref('c'))

/** What it would meet, once that is as many as `count`. */
async function found(count: number) {
  await until(async () => (await foresee()).findings.length === count, `${count} findings`)
  return (await foresee()).findings
}

describe('what a checkpoint would meet', unless(skipReason || withoutRoot), () => {
  test('nothing, in a container that waits; how much it is', async () => {
    await engine.run('c', IDLE)
    const { findings, memory, takes } = await foresee()
    expect(findings).toEqual([])
    expect(memory).toBeGreaterThan(0)
    expect(memory).toBeLessThan(10 * 2 ** 20)
    expect(takes).toBeGreaterThanOrEqual(250)
    expect(takes).toBeLessThan(1000)
  })

  test('a lock and a connection: the options that it names are the ones that it takes', async () => {
    const text = `open L, ">/tmp/lock"; flock L, 2 or die;
      $l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:7000") or die;
      $c = IO::Socket::INET->new(PeerAddr => "127.0.0.1:7000") or die; $s = $l->accept; sleep 1 while 1`
    const mounts = ['/usr', '/lib', '/lib64'].map(
      (path) => ({ kind: 'bind', source: path, destination: path, readonly: true }) as const,
    )
    const args = ['/usr/bin/perl', '-MIO::Socket::INET', '-e', text]
    await engine.run('c', { ...IDLE, process: { args, terminal: false }, mounts })
    const findings = await found(2)
    expect(findings.map(({ option }) => option)).toEqual(['allowOpenTcp', 'fileLocks'])
    // Both ends are inside.
    expect(findings[0]?.message).toBe('2 TCP connections are established')
    expect(findings[1]?.message).toBe('file locks are held by perl')
    expect((await failure(engine.checkpoint('c'))).code).toBe('checkpoint-failed')
    const taken = await engine.checkpoint('c', { allowOpenTcp: true, fileLocks: true })
    expect(taken.restorable).toBe(true)
  })

  test('a large file that is deleted and open: an option takes it along, and a small one needs none', async () => {
    const open = (fd: number, size: string) =>
      `dd if=/dev/zero of=/f${fd} bs=${size} count=3 2> /dev/null; exec ${fd}< /f${fd}; rm /f${fd};`
    await engine.run('c', script(`${open(5, '1M')} ${open(6, '1k')} exec sleep 1000`))
    const [finding] = await found(1)
    expect(finding).toMatchObject({
      message: '/f5 is deleted and still open, with 3145728 bytes',
      option: 'largeDeletedFiles',
    })
    expect((await failure(engine.checkpoint('c'))).remedy?.option).toBe('largeDeletedFiles')
    const taken = await engine.checkpoint('c', { largeDeletedFiles: true })
    expect(taken.restorable).toBe(true)
  })

  test('a paused one can be looked at; one that has ended is refused', async () => {
    await engine.run('c', IDLE)
    await engine.call('containers.pause', ref('c'))
    expect((await foresee()).findings).toEqual([])
    await engine.call('containers.resume', ref('c'))
    await engine.kill('c')
    await engine.ended('c')
    expect((await failure(foresee())).code).toBe('failed-precondition')
  })
})
