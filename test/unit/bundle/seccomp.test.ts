import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type Conditions,
  defaultProfile,
  isDefaultFilter,
  readProfile,
  resolveProfile,
} from '../../../electron/engine/bundle/seccomp.ts'
import { DEFAULT_CAPABILITIES } from '../../../shared/model.ts'
import { unless } from '../../support/unless.ts'

const dir = mkdtempSync(join(tmpdir(), 'runcible-seccomp-'))
afterAll(() => rmSync(dir, { recursive: true }))

let files = 0
function read(profile: unknown) {
  const path = join(dir, `${++files}.json`)
  writeFileSync(path, typeof profile === 'string' ? profile : JSON.stringify(profile))
  return readProfile(path)
}

const HERE: Conditions = { capabilities: ['CAP_CHOWN'], arch: 'amd64', kernel: '6.1.0-13-amd64' }
const allow = (name: string, rest: object = {}) => ({
  names: [name],
  action: 'SCMP_ACT_ALLOW',
  ...rest,
})
const namesFor = (rules: object[], conditions: Partial<Conditions> = {}) =>
  resolveProfile(read({ defaultAction: 'SCMP_ACT_ERRNO', syscalls: rules }), {
    ...HERE,
    ...conditions,
  }).syscalls.flatMap(({ names }) => names)

describe('a profile as Docker and Podman write it', () => {
  test('conditions on capabilities: all that are included, none that are excluded', () => {
    const rules = [
      allow('a', { includes: { caps: ['CAP_CHOWN'] } }),
      allow('b', { includes: { caps: ['CAP_CHOWN', 'CAP_KILL'] } }),
      allow('c', { excludes: { caps: ['CAP_KILL'] } }),
      allow('d', { excludes: { caps: ['CAP_CHOWN', 'CAP_KILL'] } }),
      allow('e', { includes: {}, excludes: {} }),
    ]
    expect(namesFor(rules)).toEqual(['a', 'c', 'e'])
    expect(namesFor(rules, { capabilities: ['CAP_CHOWN', 'CAP_KILL'] })).toEqual(['a', 'b', 'e'])
    expect(namesFor(rules, { capabilities: [] })).toEqual(['c', 'd', 'e'])
  })

  test('conditions on architecture and kernel', () => {
    const rules = [
      allow('a', { includes: { arches: ['amd64', 'x32'] } }),
      allow('b', { includes: { arches: ['arm64'] } }),
      allow('c', { excludes: { arches: ['amd64'] } }),
      allow('d', { includes: { minKernel: '4.8' } }),
      allow('e', { includes: { minKernel: '6.2' } }),
      allow('f', { excludes: { minKernel: '6.1' } }),
    ]
    expect(namesFor(rules)).toEqual(['a', 'd'])
    expect(namesFor(rules, { arch: 'arm64', kernel: '6.2.1' })).toEqual(['b', 'c', 'd', 'e'])
    expect(namesFor(rules, { arch: 's390x', kernel: '4.4' })).toEqual(['c', 'f'])
  })

  test('architectures by the machine’s, errors by name or number, the one name before many', () => {
    const profile = read({
      defaultAction: 'SCMP_ACT_ERRNO',
      defaultErrnoRet: 1,
      defaultErrno: 'ENOSYS',
      archMap: [
        { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: ['SCMP_ARCH_ARM'] },
        { architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_X32'] },
      ],
      syscalls: [
        { name: 'old', action: 'SCMP_ACT_ERRNO', errno: 'EPERM', args: null },
        { names: ['new'], action: 'SCMP_ACT_ERRNO', errnoRet: 22, args: [] },
        {
          names: ['clone'],
          action: 'SCMP_ACT_ALLOW',
          args: [{ index: 0, value: 2_114_060_288, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
        },
      ],
    })
    expect(resolveProfile(profile, HERE)).toEqual({
      defaultAction: 'SCMP_ACT_ERRNO',
      defaultErrnoRet: 38,
      architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
      syscalls: [
        { names: ['old'], action: 'SCMP_ACT_ERRNO', errnoRet: 1 },
        { names: ['new'], action: 'SCMP_ACT_ERRNO', errnoRet: 22 },
        {
          names: ['clone'],
          action: 'SCMP_ACT_ALLOW',
          args: [{ index: 0, value: 2_114_060_288, op: 'SCMP_CMP_MASKED_EQ' }],
        },
      ],
    })
    expect(resolveProfile(profile, { ...HERE, arch: 'riscv64' }).architectures).toBeUndefined()
  })

  test('a filter in OCI’s form stays as it is', () => {
    const plain = {
      defaultAction: 'SCMP_ACT_ALLOW',
      architectures: ['SCMP_ARCH_X86_64'],
      flags: ['SECCOMP_FILTER_FLAG_LOG'],
      syscalls: [{ names: ['keyctl'], action: 'SCMP_ACT_KILL_PROCESS' }],
    }
    expect(resolveProfile(read(plain), HERE)).toEqual(plain)
  })

  test.each([
    ['no JSON', '{', /is not a seccomp profile/],
    ['no default action', {}, /defaultAction/],
    ['an unknown action', { defaultAction: 'SCMP_ACT_MAYBE' }, /defaultAction: no action/],
    ['one that needs an agent', { defaultAction: 'SCMP_ACT_NOTIFY' }, /does not run/],
    [
      'a name that is none',
      { defaultAction: 'SCMP_ACT_LOG', syscalls: [allow('rm -rf /')] },
      /syscalls\.0\.names\.0/,
    ],
    [
      'an unknown error',
      { defaultAction: 'SCMP_ACT_ERRNO', defaultErrno: 'EWRONG' },
      /defaultErrno/,
    ],
    [
      'an argument that cannot be kept exactly',
      {
        defaultAction: 'SCMP_ACT_LOG',
        syscalls: [allow('a', { args: [{ index: 0, value: 2 ** 60, op: 'SCMP_CMP_EQ' }] })],
      },
      /args\.0\.value: a whole number below 2\^53/,
    ],
    [
      'two sorts of architectures',
      {
        defaultAction: 'SCMP_ACT_LOG',
        architectures: ['SCMP_ARCH_X86'],
        archMap: [{ architecture: 'SCMP_ARCH_X86_64' }],
      },
      /architectures and archMap/,
    ],
    [
      'too many rules',
      { defaultAction: 'SCMP_ACT_LOG', syscalls: Array(2001).fill(allow('a')) },
      /syscalls/,
    ],
    ['too long a file', ' '.repeat(1024 * 1024 + 1), /longer than 1 MiB/],
  ])('refused with its place: %s', (_what, profile, message) => {
    expect(() => read(profile)).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: expect.stringMatching(message),
        details: expect.objectContaining({ field: 'security.seccomp' }),
      }),
    )
  })

  test('what is not there, or no file', () => {
    const refused = (path: string) => () => readProfile(path)
    expect(refused(join(dir, 'nothing'))).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(refused(dir)).toThrow(/it is not a file/)
    expect(refused('/dev/zero')).toThrow(/it is not a file/)
  })
})

describe('the default', () => {
  const DEBIANS = '/usr/share/containers/seccomp.json'
  const here = existsSync(DEBIANS) ? '' : `lacks ${DEBIANS}`

  test('what comes along is what Debian 12 ships', unless(here), () => {
    const own = resolveProfile(defaultProfile([]), HERE)
    expect(own.syscalls.length).toBeGreaterThan(20)
    const text = readFileSync(DEBIANS, 'utf8')
    // A newer one differs; the capabilities and architectures that decide are looked through in any case.
    if (!/"userfaultfd"/.test(text)) return
    for (const capabilities of [
      [],
      ['CAP_SYS_ADMIN', 'CAP_AUDIT_WRITE'],
      [...DEFAULT_CAPABILITIES],
    ]) {
      for (const arch of ['amd64', 'arm64', 's390x', 'ppc64le']) {
        const of = { ...HERE, capabilities, arch }
        expect(resolveProfile(defaultProfile([]), of)).toEqual(
          resolveProfile(readProfile(DEBIANS), of),
        )
      }
    }
  })

  test('the machine’s own goes before it, and is read again when it changes', () => {
    const path = join(dir, 'machines.json')
    const places = [join(dir, 'nothing.json'), path]
    expect(defaultProfile(places).defaultAction).toBe('SCMP_ACT_ERRNO')
    writeFileSync(path, JSON.stringify({ defaultAction: 'SCMP_ACT_LOG' }))
    expect(defaultProfile(places).defaultAction).toBe('SCMP_ACT_LOG')
    writeFileSync(path, JSON.stringify({ defaultAction: 'SCMP_ACT_TRAP', flags: [] }))
    expect(defaultProfile(places).defaultAction).toBe('SCMP_ACT_TRAP')
    writeFileSync(path, 'broken')
    expect(() => defaultProfile(places)).toThrow(`${path} is not a seccomp profile`)
  })

  test('is known again, however it was written, and for these capabilities only', () => {
    const of = { ...HERE, kernel: '6.1', capabilities: DEFAULT_CAPABILITIES, arch: 'amd64' }
    const filter = resolveProfile(defaultProfile(), of)
    if (process.arch === 'x64') expect(isDefaultFilter(filter, DEFAULT_CAPABILITIES)).toBe(true)
    expect(isDefaultFilter(filter, ['CAP_SYS_ADMIN'])).toBe(false)
    expect(
      isDefaultFilter({ ...filter, syscalls: filter.syscalls.slice(1) }, DEFAULT_CAPABILITIES),
    ).toBe(false)
    expect(isDefaultFilter({ odd: true }, [])).toBe(false)
  })
})
