import type { z } from 'zod'
import {
  type ArchiveWant,
  Checkpoint,
  ContainerId,
  type ContainerRef,
  Network,
} from '../../../../shared/model.ts'
import { isBind, Spec, type SpecMount } from '../../bundle/spec.ts'
import { standInOf } from '../../bundle/stand-ins.ts'
import { namespaceOf } from '../../network/planned.ts'
import type { Layout } from '../../paths.ts'
import { ConfigDump, MEMBERS, OwnDump } from './members.ts'
import { parseText } from './parse.ts'
import { plainSpec } from './plain-spec.ts'
import { refused, type Sorted } from './sort.ts'
import { cautionsOf, type Judged, problemOf, wantsOf } from './wants.ts'

/** What is told of a moment beside its files comes to less than this, bytes. */
const MAX_TOLD = 256 * 1024
/** Its command and its environment come to less, bytes. */
const MAX_PROCESS = 512 * 1024

/** Folders of engines for the files that they make for a container: Podman's and CRI-O's, and ours. */
const ENGINES_OWN = [
  /\/(?:overlay|vfs|btrfs)-containers\/[0-9a-f]{64}\/userdata\//,
  /\/containers\/[^/]+\/[^/]+\/(?:network|stand-ins)\//,
]
const NETWORK_FILES = new Set(['/etc/hostname', '/etc/hosts', '/etc/resolv.conf'])

/** What our record says of a moment, without what holds on one engine alone. */
const Told = Checkpoint.omit({
  id: true,
  imagePath: true,
  workPath: true,
  rootfs: true,
  size: true,
  restorable: true,
  stored: true,
  storing: true,
  unreadable: true,
})
export type Told = z.infer<typeof Told>

/** An archive that was read through, judged. */
export interface About {
  engine: 'runcible' | 'podman' | 'cri-o' | 'other'
  /** the config.json that it is restored with: nothing in it that Runcible would not write */
  spec: Spec
  told: Told
  own: OwnDump | null
  config: ConfigDump
  files: 'whole' | 'changes' | 'none'
  /** where its root filesystem lay */
  rootfs: string
  wants: ArchiveWant[]
  notes: string[]
  /** why it cannot be restored here; empty where it can */
  problem: string
}

/** Judges what was found. `takenAt`: when, where nothing in it says so. Throws `invalid-input` where it is no moment's. */
export function aboutArchive(sorted: Sorted, layout: Layout, takenAt: Date): About {
  const given = parseText(MEMBERS.spec, textOf(sorted, MEMBERS.spec), Spec)
  const config = parseText(MEMBERS.config, textOf(sorted, MEMBERS.config), ConfigDump)
  const own = sorted.texts.has(MEMBERS.own)
    ? parseText(MEMBERS.own, textOf(sorted, MEMBERS.own), OwnDump)
    : null
  if (own) requireHashes(own, sorted)
  requireShort(given)
  const engine = own ? 'runcible' : engineOf(given)
  const container = containerOf(own, config)
  const { spec, replaced } = confined(given, layout, container)
  const told = own ? toldBy(own) : toldOf(spec, sorted, container, config, takenAt)
  const network = own ? (told.network ?? networkOf(spec)) : networkOf(spec)
  const judged: Judged = {
    spec,
    network,
    own: (source) => replaced.has(source),
    rights: sorted.rights,
  }
  return {
    engine,
    spec,
    told: { ...told, network, container, args: spec.process.args, terminal: isTerminal(spec) },
    own,
    config,
    files: filesOf(own, config, sorted),
    rootfs: own?.sourceRootfs ?? config.rootfs ?? '',
    wants: wantsOf(judged),
    notes: [...leftBehind(given, spec, [...replaced.values()]), ...cautionsOf(spec)],
    problem: sorted.hashes.has(`${MEMBERS.images}inventory.img`)
      ? problemOf(judged)
      : 'it holds no images of CRIU’s',
  }
}

function textOf({ texts }: Sorted, name: string): string {
  const text = texts.get(name)
  if (text !== undefined) return text
  throw refused(
    `it has no ${name}`,
    'A moment is what Runcible exports, or “podman container checkpoint --export”.',
  )
}

/** Every part is as long and as it was when it was written, and none is missing. */
function requireHashes({ hashes }: OwnDump, sorted: Sorted): void {
  for (const [name, hash] of Object.entries(hashes)) {
    const found = sorted.hashes.get(name)
    if (found === hash) continue
    throw refused(
      found ? `${name} is not what its hash says` : `${name} is missing`,
      'It was changed or cut off. Get it again from where it was made.',
    )
  }
  const other = [...sorted.hashes.keys()].find(
    (name) => name !== MEMBERS.own && !Object.hasOwn(hashes, name),
  )
  if (other !== undefined) throw refused(`${other} was added to it`)
}

function requireShort({ process, mounts = [], linux }: Spec): void {
  const length = JSON.stringify([process.args, process.env, process.cwd]).length
  if (length > MAX_PROCESS) throw refused('its command and environment are longer than 512 KiB')
  if (mounts.length > 500) throw refused('it has more than 500 mounts')
  const devices = [...(linux?.devices ?? []), ...(linux?.resources?.devices ?? [])]
  if (devices.length > 500) throw refused('it has more than 500 devices')
}

function engineOf({ annotations = {} }: Spec): About['engine'] {
  const manager = annotations['io.container.manager']
  if (manager === 'libpod') return 'podman'
  return manager === 'cri-o' ? 'cri-o' : 'other'
}

function containerOf(own: OwnDump | null, { name, id }: ConfigDump): ContainerRef {
  const told = own && Checkpoint.shape.container.safeParse(own.checkpoint.container)
  if (told?.success) return told.data
  const named = [name, id.slice(0, 12)].find((one) => ContainerId.safeParse(one).success)
  return { namespace: 'default', id: named ?? 'imported' }
}

/** Its config.json with files of ours in the place of those that its engine made; `replaced`: where, by our path. */
function confined(given: Spec, layout: Layout, container: ContainerRef) {
  const ofIt = layout.container(container)
  const replaced = new Map<string, string>()
  const standIn = ({ destination, source = '' }: SpecMount) => {
    if (!ENGINES_OWN.some((folder) => folder.test(source))) return null
    const name = destination.slice('/etc/'.length)
    const place = NETWORK_FILES.has(destination)
      ? `${ofIt.dir}/network/${name}`
      : standInOf(ofIt, destination)
    if (place) replaced.set(place, destination)
    return place
  }
  return { spec: plainSpec(given, { standIn }), replaced }
}

function toldBy({ checkpoint }: OwnDump): Told {
  if (JSON.stringify(checkpoint).length > MAX_TOLD) throw refused('what it tells is too long')
  const parsed = Told.safeParse(checkpoint)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw refused(`${MEMBERS.own} is not what it should be: ${issue?.path.join('.')}`)
  }
  const { name, note, options, ...rest } = parsed.data
  const { parent: _parent, imagePath: _images, workPath: _work, ...kept } = options
  return {
    ...rest,
    name: name.slice(0, 120) || 'imported',
    note: note.slice(0, 4000),
    options: { ...kept, preDump: false },
  }
}

/** What can be told of a moment that another engine took. */
function toldOf(
  spec: Spec,
  { hashes }: Sorted,
  container: ContainerRef,
  config: ConfigDump,
  takenAt: Date,
): Told {
  const has = (pattern: RegExp) => [...hashes.keys()].some((name) => pattern.test(name))
  return Told.parse({
    name: `${container.id}, imported`,
    container,
    createdAt: timeOf(config.checkpointedTime) ?? takenAt.toISOString(),
    // CRIU needs the same options again that it was given, which its images tell.
    options: {
      allowOpenTcp: has(/^checkpoint\/tcp-stream-.*\.img$/),
      fileLocks: has(/^checkpoint\/filelocks.*\.img$/),
    },
    frozenMs: null,
    terminal: isTerminal(spec),
    args: spec.process.args,
    lostExecs: [],
    hostname: spec.hostname ?? '',
  })
}

function timeOf(text: string | null | undefined): string | null {
  const at = new Date(text ?? '')
  return Number.isNaN(at.getTime()) || at.getTime() <= 0 ? null : at.toISOString()
}

const isTerminal = ({ process }: Spec) => process.terminal ?? false

const networkOf = (spec: Spec): Network =>
  Network.parse({ kind: namespaceOf(spec) === 'host' ? 'host' : 'own' })

function filesOf(own: OwnDump | null, config: ConfigDump, { hashes }: Sorted): About['files'] {
  const isChanged = hashes.has(MEMBERS.files) || hashes.has(MEMBERS.deleted)
  if (own && hashes.has(MEMBERS.files)) return own.image ? 'changes' : 'whole'
  // A container of an image that changed nothing has no tar of it.
  return isChanged || own?.image || config.rootfsImageID ? 'changes' : 'none'
}

/** What of its config.json is not taken over, in sentences. */
function leftBehind(given: Spec, spec: Spec, replaced: readonly string[]): string[] {
  const notes: string[] = []
  const hooks = Object.values(given.hooks ?? {}).flat().length
  if (hooks > 0)
    notes.push(`It brings hooks (${hooks}), which would run on this machine: left out.`)
  const options = given.annotations?.['org.criu.config']
  if (options)
    notes.push(`It names a file of options for CRIU (${options.slice(0, 200)}): left out.`)
  if (replaced.length > 0) {
    notes.push(`Made anew here, since its engine had made them: ${replaced.join(', ')}.`)
  }
  const bound = (spec.mounts ?? []).filter((mount) => isBind(mount))
  if (bound.length > replaced.length) {
    notes.push('What is mounted from this machine is as it is now, not as it was at that moment.')
  }
  return notes
}
