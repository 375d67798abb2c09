import { isDeepStrictEqual } from 'node:util'
import type { Network } from '../../../shared/model.ts'
import type { Path } from '../../../shared/runtime-spec/schema.ts'
import type { Spec, SpecMount } from '../bundle/spec.ts'
import { namespaceOf } from '../network/planned.ts'
import type { Departure } from './specification.ts'

/** What Runcible holds of a container whose config.json is edited. */
export interface Held {
  network: Network
  /** Runcible's folders */
  folders: readonly string[]
}

/** Beginning of the annotations that are Runcible's notes to itself. */
const OWN_ANNOTATION = 'io.runcible.'

/** What Runcible made of a config.json and has to find again, changed by hand: each place with the reason. */
export function ownedDepartures(before: Spec, after: Spec, held: Held): Departure[] {
  return [
    ...fixedValues(before, after),
    ...mounts(before, after, held),
    ...network(before, after, held),
  ]
}

const FIXED: readonly [path: Path, of: (spec: Spec) => unknown, why: string][] = [
  [['root', 'path'], ({ root }) => root.path, 'Its files are there, and nowhere else'],
  [
    ['linux', 'cgroupsPath'],
    ({ linux }) => linux?.cgroupsPath,
    'Its processes and their figures are looked for there',
  ],
  [
    ['linux', 'uidMappings'],
    ({ linux }) => linux?.uidMappings ?? [],
    'Its files belong to these ids',
  ],
  [
    ['linux', 'gidMappings'],
    ({ linux }) => linux?.gidMappings ?? [],
    'Its files belong to these ids',
  ],
  [['annotations'], ownAnnotations, 'Those of io.runcible are Runcible’s notes to itself'],
]

function fixedValues(before: Spec, after: Spec): Departure[] {
  return FIXED.filter(([, of]) => !isDeepStrictEqual(of(before), of(after))).map(
    ([path, of, why]) => refused(path, `${why}: leave it ${asItWas(of(before))}.`),
  )
}

function asItWas(value: unknown): string {
  if (value === undefined) return 'as it was, absent'
  return typeof value === 'string' ? `as it was, ${value}` : 'as it was'
}

function ownAnnotations({ annotations = {} }: Spec) {
  return Object.entries(annotations)
    .filter(([key]) => key.startsWith(OWN_ANNOTATION))
    .sort()
}

/** Files of its network, volumes and layers come from Runcible's folders; nothing else of them may be let in. */
function mounts(before: Spec, after: Spec, { folders }: Held): Departure[] {
  const isOwn = (mount: SpecMount) =>
    [mount.source ?? '', ...(mount.options ?? [])].some((text) =>
      folders.some((folder) => text.includes(`${folder}/`) || text === folder),
    )
  const own = (before.mounts ?? []).filter(isOwn)
  const now = after.mounts ?? []
  const lost = own.filter((mount) => !now.some((one) => isDeepStrictEqual(one, mount)))
  return [
    ...lost.map(({ destination }) => {
      const at = now.findIndex((one) => one.destination === destination)
      return refused(
        at < 0 ? ['mounts'] : ['mounts', at],
        `Runcible made the mount at ${destination}: leave it as it was.`,
      )
    }),
    ...now.flatMap((mount, at) =>
      isOwn(mount) && !own.some((one) => isDeepStrictEqual(one, mount)) && !isLost(lost, mount)
        ? [refused(['mounts', at], 'Runcible’s own folders are not to be mounted by hand.')]
        : [],
    ),
  ]
}

const isLost = (lost: readonly SpecMount[], { destination }: SpecMount) =>
  lost.some((one) => one.destination === destination)

/** Another network may be chosen between none of its own and one of its own; one that Runcible keeps has to stay. */
function network(before: Spec, after: Spec, held: Held): Departure[] {
  const [was, is] = [namespaceOf(before), namespaceOf(after)]
  const isKept = held.network.kind === 'outbound' || held.network.kind === 'container'
  if (was === is && pathOf(before) === pathOf(after)) return []
  const path = ['linux', 'namespaces']
  if (isKept)
    return [refused(path, 'Runcible keeps the network of it: leave that namespace as it was.')]
  if (is !== 'joined') return []
  return [
    refused(
      path,
      'A network to join is chosen at create: there Runcible sees to it that it stays.',
    ),
  ]
}

const pathOf = ({ linux }: Spec) =>
  linux?.namespaces?.find(({ type }) => type === 'network')?.path ?? ''

const refused = (path: Path, message: string): Departure => ({ level: 'error', path, message })
