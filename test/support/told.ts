import { defaultSpec } from '../../electron/engine/bundle/defaults.ts'
import { differencesOf } from '../../electron/engine/inspect/differences/differences.ts'
import type { Told } from '../../electron/engine/inspect/differences/matter.ts'
import type { InspectedMount } from '../../shared/model.ts'

const ids = { real: 0, effective: 0, saved: 0, files: 0, inside: 0 }
const none = { effective: [], permitted: [], inheritable: [], bounding: [], ambient: [] }
export const told = (differs: Partial<Told> = {}): Told => ({
  rights: {
    uid: ids,
    gid: ids,
    groups: [],
    capabilities: none,
    seccomp: 'off',
    seccompFilters: 0,
    noNewPrivileges: false,
    label: null,
    oomScoreAdj: 0,
  },
  namespaces: [],
  uidMap: [{ inside: 0, outside: 0, count: 2 ** 32 - 1 }],
  gidMap: [{ inside: 0, outside: 0, count: 2 ** 32 - 1 }],
  rlimits: [],
  limits: { version: 'v2', figures: [] },
  mounts: [mount('/')],
  environment: null,
  isInit: true,
  cgroupPaths: {},
  root: '/',
  ...differs,
})
export const mount = (at: string, differs: Partial<InspectedMount> = {}): InspectedMount => ({
  id: 1,
  parent: 1,
  device: '0:1',
  at,
  type: 'tmpfs',
  source: 'tmpfs',
  root: '/',
  options: ['rw'],
  ofFilesystem: [],
  propagation: 'private',
  ...differs,
})

/** A config.json that asks for nothing, with `change` made to it. */
export async function differences(
  is: Told,
  change: (spec: ReturnType<typeof defaultSpec>) => void,
  cgroupPaths = {},
) {
  const spec = structuredClone(defaultSpec(false))
  spec.process = { ...spec.process, capabilities: {}, rlimits: [], noNewPrivileges: false, env: [] }
  spec.mounts = []
  spec.linux = {}
  change(spec)
  return (await differencesOf(is, { spec, rootfs: '/nowhere', cgroupPaths })).map(
    ({ what }) => what,
  )
}
