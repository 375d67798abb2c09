import { describe, expect, it } from 'vitest'
import { NAMES, result } from '../../bench/figures.ts'
import { judge } from '../../bench/goals.ts'
import { table } from '../../bench/report.ts'

describe('the goals', () => {
  it('measure up by runc and by both peers', () => {
    const peers = { runc: 100, podman: 300, ctr: 200 }
    expect(judge(result('up', 135, peers))?.outcome).toBe('met')
    expect(judge(result('up', 136, peers))?.outcome).toBe('missed')
    expect(judge(result('up', 120, { ...peers, ctr: 110 }))?.outcome).toBe('missed')
  })

  it('are open where a peer is not there, unless another part is missed', () => {
    expect(judge(result('up', 120, { runc: 100 }))?.outcome).toBe('open')
    expect(judge(result('up', 140, { runc: 100 }))?.outcome).toBe('missed')
    expect(judge(result('echo_p99', 1))?.outcome).toBe('open')
  })

  it('want a rate to be high', () => {
    expect(judge(result('flood', 9.5, { pty: 10 }))?.outcome).toBe('met')
    expect(judge(result('flood', 9.4, { pty: 10 }))?.outcome).toBe('missed')
    expect(judge(result('flood', 0, { pty: 10 }))?.outcome).toBe('missed')
  })

  it('of a bound need no peer', () => {
    expect(judge(result('idle_cpu', 0.99))?.outcome).toBe('met')
    expect(judge(result('boot', 3000))).toEqual({ goal: '< 3000 ms', outcome: 'missed' })
  })

  it('are in the words of the issue', () => {
    const goals = NAMES.map((name) => judge(result(name, 1))?.goal)
    expect(goals).toEqual([
      '≤ 1.35 × runc, faster than podman, faster than ctr',
      'faster than podman, faster than ctr',
      '≤ 1.35 × runc',
      '≤ 1.3 × runc',
      '≤ 1.3 × runc',
      '≤ 1.3 × runc',
      '≤ 1.1 × runc, faster than podman',
      '≤ 1.1 × runc, faster than podman',
      '≤ 1.1 × runc',
      '≤ 1.1 × runc, faster than podman',
      '≤ 1.1 × runc, faster than podman',
      '≤ 1.1 × runc, faster than podman',
      '≤ 1.1 × runc, faster than podman',
      '≤ 0.25 × runc',
      '< 1.5 ×',
      undefined,
      undefined,
      '≤ 1.25 × pty',
      '≥ 0.95 × pty',
      '≥ 0.95 × pty',
      '< 150 ms',
      undefined,
      '< 1000 ms',
      '< 50 ms',
      undefined,
      '< 1 %',
      '< 3 %',
      '< 3000 ms',
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('the table', () => {
  it('shows each figure beside its peers, and the goal', () => {
    const lines = table([result('exec', 20, { runc: 16 }), result('boot', 900)]).split('\n')
    expect(lines.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      ' unit ours runc goal',
      'exec ms 20.0 16.0 (×1.25) met ≤ 1.35 × runc',
      'boot ms 900 met < 3000 ms',
    ])
  })
})
