import { describe, expect, it } from 'vitest'
import { ownerOf } from '../../../electron/engine/foreign/owner.ts'

const by = (annotations: Record<string, string>, bundle = '/b', root = '/run/runc') =>
  ownerOf({ annotations, bundle }, root)

describe('who made a container', () => {
  it('is told by the signs that each leaves', () => {
    // As podman 4.3.1 and containerd 1.6 leave them.
    const podman = { 'io.container.manager': 'libpod', 'io.kubernetes.cri-o.TTY': 'false' }
    expect(by(podman)).toBe('podman')
    expect(by({ 'io.container.manager': 'cri-o' })).toBe('kubernetes')
    expect(by({ 'io.kubernetes.cri.container-type': 'container' })).toBe('kubernetes')
    const task = '/run/containerd/io.containerd.runtime.v2.task'
    expect(by({}, `${task}/moby/1`, '/run/docker/runtime-runc/moby')).toBe('docker')
    expect(by({}, `${task}/default/1`, '/run/containerd/runc/default')).toBe('containerd')
  })

  it('is somebody at a terminal where there are none', () => {
    expect(by({})).toBe('hand')
    expect(by({ 'org.example': 'podman' }, '/home/moby/b')).toBe('hand')
  })
})
