import { describe, expect, test } from 'vitest'
import { defaultSpec } from '../../../electron/engine/bundle/defaults.ts'
import { layersOf, withOwnOverlay } from '../../../electron/engine/bundle/own-overlay.ts'
import { ContainerLayout } from '../../../electron/engine/paths.ts'

const layout = new ContainerLayout('/state/containers/default/c')
const spec = defaultSpec(false)

describe('an overlay that runc mounts', () => {
  test('comes before every other mount, without devices, with attributes that users may write', () => {
    const { mounts } = withOwnOverlay(spec, layout, '/state/images/a/bundle/rootfs')
    expect(mounts?.[0]).toEqual({
      destination: '/',
      type: 'overlay',
      source: 'overlay',
      options: [
        'nodev',
        'lowerdir=/state/images/a/bundle/rootfs',
        'upperdir=/state/containers/default/c/upper',
        'workdir=/state/containers/default/c/work',
        'userxattr',
      ],
    })
    expect(mounts?.slice(1)).toEqual(spec.mounts)
  })

  test('is where files are looked up, the changes first; else the root filesystem is', () => {
    const base = '/state/images/a=b/rootfs'
    expect(layersOf(withOwnOverlay(spec, layout, base), '/r')).toEqual([layout.upper(), base])
    expect(layersOf(spec, '/r')).toEqual(['/r'])
  })
})
