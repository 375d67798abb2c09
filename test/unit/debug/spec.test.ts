import { describe, expect, test } from 'vitest'
import { shellCommand, traceCommand } from '../../../electron/engine/debug/command.ts'
import { byHand, type Surroundings } from '../../../electron/engine/debug/namespaces.ts'
import { debugSpec } from '../../../electron/engine/debug/spec.ts'

const surroundings: Surroundings = {
  pid: 4711,
  inside: 1,
  namespaces: [
    { type: 'pid', path: '/proc/4711/ns/pid' },
    { type: 'network', path: '/proc/4711/ns/net' },
  ],
  ids: null,
}
const mapped: Surroundings = {
  ...surroundings,
  namespaces: [...surroundings.namespaces, { type: 'user', path: '/proc/4711/ns/user' }],
  ids: {
    uids: [{ inside: 5, outside: 300_000, count: 10 }],
    gids: [{ inside: 0, outside: 400_000, count: 20 }],
  },
}
const rights = {
  known: ['CAP_KILL', 'CAP_SYS_PTRACE'],
  held: new Set(['CAP_KILL']),
  raises: true,
  seccomp: true,
  limits: {},
  oomScoreAdj: 0,
}
const specOf = (of: Surroundings, cgroupsPath: string | null = '/g') =>
  debugSpec({
    surroundings: of,
    rights,
    args: ['sh'],
    env: ['A=b'],
    size: { cols: 80, rows: 24 },
    cgroupsPath,
  })

describe('the config.json of a debug session', () => {
  test('joins what is not the machine’s own, in mounts of its own', () => {
    expect(specOf(surroundings).linux?.namespaces).toEqual([
      ...surroundings.namespaces,
      { type: 'mount' },
    ])
    expect(specOf(surroundings).process.capabilities?.effective).toEqual(['CAP_KILL'])
  })

  test('gives runc no /dev of the machine’s to mend, and nothing goes back from its mounts', () => {
    const { mounts = [], linux } = specOf(surroundings)
    expect(mounts.map(({ destination, type }) => `${destination} ${type}`)).toEqual([
      '/ bind',
      '/proc proc',
      '/dev tmpfs',
      '/dev/pts devpts',
    ])
    expect(mounts[0]?.options).toContain('rslave')
    expect(linux?.rootfsPropagation).toBe('rslave')
  })

  test('in a user namespace it is the first that there is, with all rights in it', () => {
    const { process, linux } = specOf(mapped)
    expect(process.user).toMatchObject({ uid: 5, gid: 0 })
    expect(process.capabilities?.bounding).toEqual(['CAP_KILL', 'CAP_SYS_PTRACE'])
    expect(linux?.uidMappings).toEqual([{ containerID: 5, hostID: 300_000, size: 10 }])
  })

  test('an ordinary user gives it no cgroup', () => {
    expect(specOf(mapped, null).linux).not.toHaveProperty('cgroupsPath')
    expect(specOf(mapped, null).linux).not.toHaveProperty('resources')
  })
})

describe('what runs in it', () => {
  test('is told all it needs by arguments and variables', () => {
    const { args, env, shown } = shellCommand('a.b', surroundings, '/bin/busybox')
    expect(args[3]).not.toContain('a.b')
    expect(args.at(-1)).toBe('-i')
    expect(shown).toEqual(['busybox', 'sh'])
    expect(env).toContain('ROOT=/proc/1/root')
    expect(env.find((one) => one.startsWith('PATH='))).not.toMatch(/[=:](:|[^/]|$)/)
  })

  test('says whose network it is in', () => {
    const greeting = (of: Surroundings) => shellCommand('web', of, null).args.at(-3)
    expect(greeting(surroundings)).toContain('Pids: of web; the init of web is 1. Network: of web.')
    expect(greeting({ ...surroundings, namespaces: [] })).toContain('Network: this machine’s.')
  })

  test('a trace is by the number inside', () => {
    const { args, shown } = traceCommand(7, surroundings, '/usr/bin/strace')
    expect(args).toEqual(['/usr/bin/strace', '-f', '-p', '7'])
    expect(shown[0]).toBe('strace')
  })

  test('by hand it is nsenter', () => {
    expect(byHand(mapped, ['sh']).join(' ')).toBe(
      'nsenter -t 4711 --pid --net --user --preserve-credentials unshare --mount --mount-proc sh',
    )
  })
})
