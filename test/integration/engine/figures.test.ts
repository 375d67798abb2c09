import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { cgroupVersion } from '../../../electron/engine/runtime/cgroup.ts'
import { readRuntimeState } from '../../../electron/engine/runtime/state-file.ts'
import { testWithLimits } from '../../support/limits.ts'
import { runc, script, skipReason, TestEngine } from '../../support/test-engine.ts'
import { unless } from '../../support/unless.ts'
import { until } from '../../support/until.ts'

const run = promisify(execFile)
const MIB = 2 ** 20

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open()
})
afterEach(() => engine.clear())

/** Counts, keeps 8 MiB in a file of memory and writes to its disk; runs beside two that sleep. */
const BUSY = script(
  'head -c 8388608 /dev/zero > /dev/shm/kept; sleep 1000 & sleep 1000 & while :; do dd if=/dev/zero of=/tmp/f bs=64k count=16 conv=fsync 2>/dev/null; done',
  { limits: { memory: 64 * MIB, pids: 50 } },
)

interface Told {
  data: {
    cpu: { usage: { total: number } }
    memory: { usage: { usage: number; limit: number }; raw?: Record<string, number> }
    pids: { current: number; limit: number }
  }
}

/** What `runc events --stats` says of it. */
async function byRunc(id: string): Promise<Told['data']> {
  const { stdout } = await run(runc, ['--root', engine.place.root(), 'events', '--stats', id])
  return (JSON.parse(stdout) as Told).data
}

const sum = (values: readonly (number | null)[]) =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0)

describe('figures of a busy container', unless(skipReason), () => {
  testWithLimits(
    'are those of runc, of its cgroup and of /proc; an idle one beside it has its own, and no program is started',
    async () => {
      await engine.run('idle')
      const { pid } = await engine.run('busy', BUSY)
      // A network with more than loopback in it, and something sent there.
      const inside = ['-t', String(pid), '-n', 'bash', '-c']
      await run('nsenter', [
        ...inside,
        'ip link add va type veth peer name vb && ip link set vb up && ip link set va up && ip addr add 10.9.9.1/24 dev va',
      ])
      await until(async () => (await byRunc('busy')).pids.current >= 3, 'all of its processes')
      const cgroup = (await readRuntimeState(engine.place.root(), 'busy'))?.cgroupPaths ?? {}

      await engine.figures('busy')
      const begun = { told: await byRunc('busy'), at: performance.now() }
      await run('nsenter', [...inside, 'echo hello > /dev/udp/10.9.9.2/9'])
      const of = async () => (await engine.figures('busy')).at.length
      await until(async () => (await of()) >= 4, 'readings of three seconds', 6000)
      const ended = { told: await byRunc('busy'), at: performance.now() }

      const told = await engine.figures('busy')
      expect(told.limits).toEqual({ memory: 64 * MIB, pids: 50 })
      expect(told).toMatchObject({ killed: 0, network: 'own' })
      // A reading each second.
      for (const [n, at] of told.at.slice(1).entries()) {
        expect(Math.abs(at - (told.at[n] ?? 0) - 1000)).toBeLessThan(700)
      }
      const cpu = told.figures.cpu.slice(1)
      const nsec = ended.told.cpu.usage.total - begun.told.cpu.usage.total
      const percent = nsec / 1e4 / (ended.at - begun.at)
      expect(Math.abs(sum(cpu) / cpu.length - percent)).toBeLessThan(Math.max(15, percent / 3))

      const raw = ended.told.memory.raw ?? {}
      const inactive = raw.total_inactive_file ?? raw.inactive_file ?? 0
      const memory = told.figures.memory.at(-1) ?? 0
      expect(Math.abs(memory - (ended.told.memory.usage.usage - inactive))).toBeLessThan(4 * MIB)
      expect(memory).toBeGreaterThan(8 * MIB)
      expect(Math.abs((told.figures.pids.at(-1) ?? 0) - ended.told.pids.current)).toBeLessThan(3)

      const counted = (name: string, file: string) =>
        readFileSync(join(cgroup[name] ?? cgroup[''] ?? '', file), 'utf8')
      const written = sum(told.figures.written)
      const total =
        cgroupVersion() === 'v1'
          ? counted('blkio', 'blkio.throttle.io_service_bytes_recursive').match(/ Write (\d+)/g)
          : counted('', 'io.stat').match(/wbytes=(\d+)/g)
      const bytes = (total ?? []).reduce((all, one) => all + Number(/\d+/.exec(one)?.[0]), 0)
      // Some filesystems are on no block device.
      if (bytes > 0) expect(written).toBeGreaterThan(0)
      expect(written).toBeLessThanOrEqual(bytes * 1.5)

      const dev = readFileSync(`/proc/${pid}/net/dev`, 'utf8')
      const sent = [...dev.matchAll(/^\s*v[ab]:\s*(?:\d+\s+){8}(\d+)/gm)]
      const seen = sum(told.figures.sent)
      expect(seen).toBeGreaterThan(0)
      expect(seen).toBeLessThanOrEqual(
        sent.reduce((all, [, bytes]) => all + Number(bytes), 0) * 1.5,
      )

      const idle = await engine.figures('idle')
      expect(idle.at.length).toBe(told.at.length)
      expect(sum(idle.figures.cpu) / idle.figures.cpu.length).toBeLessThan(5)
      expect(idle).toMatchObject({ network: 'loopback', limits: { memory: null, pids: null } })
      const commands = (await engine.journal('busy')).flatMap(({ commands }) => commands)
      expect(
        commands.map(({ argv }) => argv.join(' ')).filter((line) => / (events|state) /.test(line)),
      ).toEqual([])
    },
  )
})
