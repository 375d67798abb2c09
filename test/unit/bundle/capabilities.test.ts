import { describe, expect, test } from 'vitest'
import type { Rights } from '../../../electron/engine/bundle/rights.ts'
import type { Seccomp } from '../../../electron/engine/bundle/seccomp.ts'
import { DEFAULT_CAPABILITIES, type SecurityRequest } from '../../../shared/model.ts'
import { deviations, refused, request, secured } from '../../support/secured.ts'

describe('capabilities', () => {
  const caps = (add: string[], drop: string[] = [], over: Partial<Rights> = {}) =>
    secured({ capabilities: { add, drop } }, undefined, over).process.capabilities

  test('added and dropped, by any form of the name', () => {
    const { bounding, effective, ambient } = caps(['net_raw', 'CAP_SYS_PTRACE'], ['Chown']) ?? {}
    const wanted = [
      ...DEFAULT_CAPABILITIES.filter((name) => name !== 'CAP_CHOWN'),
      'CAP_NET_RAW',
      'CAP_SYS_PTRACE',
    ].sort()
    expect(bounding).toEqual(wanted)
    expect(effective).toEqual(wanted)
    expect(ambient).toEqual([])
  })

  test('all is what can be had; what is named goes over it', () => {
    expect(caps(['all'])?.bounding).toHaveLength(39)
    expect(caps(['ALL'], ['CAP_SYS_ADMIN'])?.bounding).toHaveLength(38)
    expect(caps(['CAP_KILL'], ['all'])?.permitted).toEqual(['CAP_KILL'])
    expect(caps([], ['all'])?.bounding).toEqual([])
  })

  test('the filter follows them', () => {
    const bpfWith = (security?: SecurityRequest) => {
      const filter = secured(security).linux?.seccomp as unknown as Seccomp
      return filter.syscalls.find(({ names }) => names.includes('bpf'))?.action
    }
    expect(bpfWith()).toBe('SCMP_ACT_ERRNO')
    expect(bpfWith({ capabilities: { add: ['CAP_SYS_ADMIN'], drop: [] } })).toBe('SCMP_ACT_ALLOW')
  })

  test.each([
    [{ add: ['CAP_FLY'], drop: [] }, /no capability of Linux/],
    [{ add: [], drop: ['rm -rf'] }, /no capability of Linux/],
  ])('a name that is none is refused by the schema: %o', (capabilities, message) => {
    expect(() => request({ capabilities })).toThrow(message)
  })

  test('one that nobody here can give, that the kernel lacks, or that is added and dropped', () => {
    expect(refused({ capabilities: { add: ['SYS_RESOURCE'] } })).toMatchObject({
      code: 'permission-denied',
      field: 'security.capabilities',
    })
    expect(refused({ capabilities: { drop: ['CHECKPOINT_RESTORE'] } }).message).toBe(
      'this machine’s kernel does not know CAP_CHECKPOINT_RESTORE',
    )
    expect(refused({ capabilities: { add: ['KILL'], drop: ['KILL'] } }).message).toBe(
      'CAP_KILL is both added and dropped',
    )
  })

  test('in a user namespace all of them can be had', () => {
    const spec = secured({
      idMap: { kind: 'ids', uid: 1000, gid: 1000, count: 10 },
      capabilities: { add: ['SYS_RESOURCE'] },
    })
    expect(spec.process.capabilities?.bounding).toContain('CAP_SYS_RESOURCE')
    expect(deviations(spec)).toEqual(['caution capabilities: more capabilities: CAP_SYS_RESOURCE'])
  })
})
