import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { resolveProcess } from '../../../electron/engine/bundle/compose.ts'
import { planBundle } from '../../../electron/engine/bundle/plan.ts'
import { removeFolder } from '../../../electron/engine/bundle/remove.ts'
import { ContainerLayout } from '../../../electron/engine/paths.ts'
import { cgroupVersion } from '../../../electron/engine/runtime/cgroup.ts'
import { mountsBelow } from '../../../electron/engine/runtime/mounts.ts'
import { run } from '../../../electron/engine/runtime/run.ts'
import { which } from '../../../electron/engine/runtime/tools.ts'
import { type CreateInput, CreateRequest, ExecRequest } from '../../../shared/model.ts'
import { testWithLimits } from '../../support/limits.ts'
import { unless, withoutRoot } from '../../support/unless.ts'
import { leftovers, lookAround, type Marks, type Surroundings } from '../leftovers.ts'

const runc = await which('runc')
const busybox = await which('busybox')
const skipReason = withoutRoot || (!runc || !busybox ? 'lacks runc or busybox' : '')
const NOBODY = 65534

let dir: string
let marks: Marks
let before: Surroundings
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'runcible-b-'))
  marks = {
    folder: dir,
    cgroup: `rcb-${createHash('sha256').update(dir).digest('hex').slice(0, 8)}`,
  }
  before = lookAround(marks)
})
afterEach(async () => {
  await removeFolder(dir)
  expect(await leftovers(before, marks)).toEqual([])
})

interface Ran {
  stdout: string
  lines: string[]
}

/** Runs a container of `input` to its end under runc alone, and gives what it printed. */
async function ran(input: Partial<CreateInput>, rootless = false): Promise<Ran> {
  const layout = new ContainerLayout(join(dir, 'c'))
  const request = CreateRequest.parse({
    namespace: 'default',
    id: marks.cgroup,
    source: { kind: 'starter' },
    ...input,
    process: { terminal: false, ...input.process },
  })
  const bundle = await planBundle(request, layout, {
    busybox,
    checkpoint: null,
    cgroupsPath: `/${marks.cgroup}`,
    rootless: rootless ? { uid: NOBODY, gid: NOBODY, given: null, cgroup: null } : null,
  })
  await bundle.make()
  const argv = [
    runc ?? '',
    '--root',
    join(dir, 'root'),
    'run',
    '--bundle',
    layout.bundle(),
    marks.cgroup,
  ] as const
  if (rootless) {
    await mkdir(join(dir, 'root'))
    await run(['chown', '-R', `${NOBODY}:${NOBODY}`, dir])
  }
  const drop = [
    'setpriv',
    '--reuid',
    `${NOBODY}`,
    '--regid',
    `${NOBODY}`,
    '--clear-groups',
    '--',
  ] as const
  const { stdout } = await run(rootless ? [...drop, ...argv] : argv)
  await removeFolder(layout.dir)
  return { stdout, lines: stdout.trim().split('\n') }
}

const sh = (script: string, rest: CreateInput['process'] = {}) => ({
  process: { args: ['sh', '-c', script], ...rest },
})

describe('containers as runc runs them', unless(skipReason), () => {
  test('the starter: its name, its files, its capabilities', async () => {
    const { lines } = await ran(
      sh(
        'hostname; id -un; echo $HOME $TERM; grep CapEff /proc/self/status; ls -d /tmp; touch /tmp/x && echo ok; ip -o link',
      ),
    )
    expect(lines[0]).toBe(marks.cgroup)
    expect(lines[1]).toBe('root')
    expect(lines[2]).toBe('/root')
    // Podman's eleven: chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service sys_chroot setfcap
    expect(lines[3]).toMatch(/CapEff:\s+00000000800405fb$/)
    expect(lines.slice(4, 6)).toEqual(['/tmp', 'ok'])
    expect(lines.slice(6)).toEqual([expect.stringMatching(/^1: lo: <LOOPBACK,UP/)])
  })

  test('a user by name: ids, home, no capabilities', async () => {
    const { lines } = await ran(
      sh('id; pwd; echo $HOME; grep CapEff /proc/self/status; grep CapBnd /proc/self/status', {
        user: 'demo',
        cwd: '/home/demo',
        env: ['GREETING=hello'],
      }),
    )
    // The first group is among the additional ones, too, as under podman: busybox names it then.
    expect(lines[0]).toBe('uid=1000(demo) gid=1000(demo) groups=1000(demo)')
    expect(lines.slice(1, 3)).toEqual(['/home/demo', '/home/demo'])
    expect(lines[3]).toMatch(/0000000000000000$/)
    expect(lines[4]).toMatch(/00000000800405fb$/)
  })

  test('read-only, the host’s network, another name', async () => {
    const { lines } = await ran({
      ...sh('touch /x 2>/dev/null || echo readonly; hostname; ls /sys/class/net | wc -l'),
      readonlyRootfs: true,
      network: 'host',
      hostname: 'other',
    })
    expect(lines.slice(0, 2)).toEqual(['readonly', 'other'])
    const here = (await run(['ls', '/sys/class/net'])).stdout.trim().split('\n').length
    expect(Number(lines[2])).toBe(here)
  })

  testWithLimits('limits reach the cgroup', async () => {
    const files =
      cgroupVersion() === 'v1'
        ? 'memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us pids/pids.max'
        : 'memory.max cpu.max pids.max'
    const { lines } = await ran({
      ...sh(`cd /sys/fs/cgroup; cat ${files}`),
      limits: { memory: 32 * 1024 * 1024, cpus: 0.25, pids: 30 },
    })
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['33554432', '25000', '30'])
  })

  test('the prompt is there in an interactive shell', async () => {
    const { stdout } = await ran({ process: { args: ['sh', '-ic', 'echo "$PS1"; type ll'] } })
    expect(stdout).toContain('\\h')
    expect(stdout).toContain('ll is an alias')
  })

  test('without root: ids mapped to the user’s own, with a network of its own and with the host’s', async () => {
    await chmod(dir, 0o755)
    for (const network of ['own', 'host'] as const) {
      const { lines } = await ran(
        { ...sh('id -u; cat /proc/self/uid_map; ls /sys/class >/dev/null && echo sys'), network },
        true,
      )
      expect(lines[0]).toBe('0')
      expect(lines[1]?.trim().split(/\s+/)).toEqual(['0', `${NOBODY}`, '1'])
      expect(lines[2]).toBe('sys')
      await removeFolder(join(dir, 'root'))
    }
  })

  test('an exec’s process.json: a user of the container, a folder, an environment', async () => {
    const layout = new ContainerLayout(join(dir, 'c'))
    const request = CreateRequest.parse({
      namespace: 'default',
      id: marks.cgroup,
      source: { kind: 'starter' },
      process: { args: ['sleep', '100'], terminal: false, env: ['A=init'] },
    })
    const { spec, rootfs, make } = await planBundle(request, layout, {
      busybox,
      checkpoint: null,
      cgroupsPath: `/${marks.cgroup}`,
      rootless: null,
    })
    await make()
    const asked = ExecRequest.parse({
      args: ['sh', '-c', 'id -un; pwd; echo $A $B $HOME'],
      user: 'demo',
      cwd: '/tmp',
      env: ['B=exec'],
    })
    const file = join(dir, 'process.json')
    await writeFile(file, JSON.stringify(await resolveProcess(spec, asked, rootfs)))
    const base = [runc ?? '', '--root', join(dir, 'root')] as const
    // Detached, it keeps its output open: it must not be ours.
    await run([
      'sh',
      '-c',
      'exec "$@" >/dev/null 2>&1',
      'sh',
      ...base,
      'run',
      '--detach',
      '--bundle',
      layout.bundle(),
      marks.cgroup,
    ])
    const { stdout } = await run([...base, 'exec', '--process', file, marks.cgroup])
    await run([...base, 'delete', '--force', marks.cgroup])
    expect(stdout.trim().split('\n')).toEqual(['demo', '/tmp', 'init exec /home/demo'])
  })
})

describe('removing a folder', unless(withoutRoot), () => {
  test('mounts come off first, whatever their names, and what was mounted stays whole', async () => {
    const outside = join(dir, 'outside')
    const folder = join(dir, 'folder')
    for (const name of ['plain', 'with space', 'new\nline', 'ü']) {
      await mkdir(join(folder, name), { recursive: true })
    }
    await mkdir(outside)
    await writeFile(join(outside, 'precious'), 'x')
    for (const name of ['plain', 'with space', 'new\nline', 'ü']) {
      await run(['mount', '--bind', outside, join(folder, name)])
    }
    await run(['mount', '-t', 'tmpfs', 'none', join(folder, 'plain')])
    expect(mountsBelow(folder)).toHaveLength(5)
    await removeFolder(folder)
    expect(mountsBelow(dir)).toEqual([])
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('x')
    await removeFolder(folder)
  })

  test('links are removed, not followed', async () => {
    const outside = join(dir, 'outside')
    await mkdir(join(dir, 'folder'))
    await mkdir(outside)
    await writeFile(join(outside, 'precious'), 'x')
    await run(['ln', '-s', outside, join(dir, 'folder/link')])
    await run(['ln', '-s', outside, join(dir, 'itself')])
    await removeFolder(join(dir, 'folder'))
    await removeFolder(join(dir, 'itself'))
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('x')
  })
})
