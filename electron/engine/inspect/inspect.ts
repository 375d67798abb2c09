import { RuncibleError } from '../../../shared/errors.ts'
import type { InsideFile, Inspection, ProcessRef } from '../../../shared/model.ts'
import { type CgroupPaths, cgroupPathsIn } from '../runtime/cgroup.ts'
import { linkOrNull, textOrNull, textUpTo } from '../runtime/proc.ts'
import { parseRlimits } from '../runtime/proc-limits.ts'
import { inspectCgroup, readFigures } from './cgroup-figures.ts'
import { differencesOf } from './differences/differences.ts'
import type { Asked } from './differences/matter.ts'
import { type Environment, MOST_ENVIRONMENT, parseEnvironment } from './environment.ts'
import { parseIdMap } from './id-map.ts'
import { MOST_TABLE, parseMountTable } from './mount-table.ts'
import { type Neighbour, namespacesOf } from './namespaces.ts'
import { fileWithSocket, openFilesOf, readProcesses, requireOne } from './processes.ts'
import { parseRights } from './rights.ts'
import { socketsWithHolders } from './socket-holders.ts'
import { socketsOf } from './sockets.ts'

/** What is around a process that is inspected. */
export interface Surroundings extends Pick<Asked, 'rootfs' | 'cgroupPaths'> {
  /** what its config.json asks for; null: that cannot be had */
  spec: Asked['spec'] | null
  init: ProcessRef
  /** all that run in the container */
  pids: readonly number[]
  /** other containers that live */
  neighbours: readonly Neighbour[]
}

interface Wanted {
  process: ProcessRef
  /** with the values of its environment */
  values: boolean
}

/**
 * A process of a container, out of the kernel's files of it. Starts no program. Throws `not-found` where it has ended, or does
 * while it is looked at.
 */
export async function inspect(
  { process, values }: Wanted,
  around: Surroundings,
): Promise<Inspection> {
  const began = performance.now()
  const { pid } = process
  const { init, pids, neighbours } = around
  requireOne(pids, process)
  const all = await readProcesses(pids)
  const isInit = pid === init.pid
  const read = (name: string) => textOrNull(`/proc/${pid}/${name}`)
  const [uidMap, gidMap] = [parseIdMap(read('uid_map') ?? ''), parseIdMap(read('gid_map') ?? '')]
  const table = await textUpTo(`/proc/${pid}/mountinfo`, MOST_TABLE)
  const { mounts, whole: allMounts } = parseMountTable(table?.text ?? '')
  const environment = await environmentOf(pid)
  const inCgroup = read('cgroup') ?? ''
  const namespaces = await namespacesOf({ pid, init: init.pid, own: pids, neighbours })
  const net = await socketsOf([pid])
  const shared = namespaces.some(({ type, host }) => type === 'net' && host)
  const held = await socketsWithHolders(net.sockets, all, !shared)
  const told = {
    rights: parseRights({
      status: read('status') ?? '',
      uidMap,
      gidMap,
      label: read('attr/current'),
      oomScoreAdj: read('oom_score_adj'),
    }),
    namespaces,
    uidMap,
    gidMap,
    rlimits: parseRlimits(read('limits') ?? ''),
    cgroup: await inspectCgroup(inCgroup),
    mounts,
  }
  const cgroupPaths = cgroupPathsIn(inCgroup)
  const matter = {
    ...told,
    environment,
    isInit,
    cgroupPaths,
    limits: await readFigures(limitingPaths(cgroupPaths, around.cgroupPaths)),
    root: linkOrNull(`/proc/${pid}/root`),
  }
  const { spec } = around
  const differences = spec ? await differencesOf(matter, { ...around, spec }) : []
  const files = await filesOf(pids, process, net.sockets)
  // What was read of one that has ended meanwhile may be another's.
  requireOne(pids, process)
  const one = all.find((other) => other.pid === pid) ?? (await readProcesses([pid]))[0]
  if (!one) throw new RuncibleError('not-found', `process ${pid} has ended: not found`)
  return {
    process: one,
    processes: all.map(({ pid, startTime, inside, name }) => ({ pid, startTime, inside, name })),
    differences,
    ...told,
    environment:
      environment?.variables.map(({ name, value }) => ({ name, value: values ? value : null })) ??
      null,
    files,
    sockets: held.sockets,
    notes: notesOf({
      config: spec !== null,
      processes: all.length === pids.length,
      mounts: allMounts && table?.whole === true,
      environment: environment?.whole ?? true,
      given: !environment?.overwritten,
      sockets: net.whole && held.whole,
      all: globalThis.process.getuid?.() === 0,
    }),
    took: performance.now() - began,
  }
}

/** Its container's own cgroups where it is in one below those, whose limits hold there, too. */
const limitingPaths = (own: CgroupPaths, container: CgroupPaths): CgroupPaths =>
  Object.fromEntries(
    Object.entries(own).map(([controller, folder]) => {
      const above = container[controller]
      return [controller, above && folder.startsWith(`${above}/`) ? above : folder]
    }),
  )

async function environmentOf(pid: number): Promise<Environment | null> {
  const read = await textUpTo(`/proc/${pid}/environ`, MOST_ENVIRONMENT)
  return read && parseEnvironment(read.text, read.whole)
}

/** null: they are somebody else's. */
async function filesOf(
  pids: readonly number[],
  process: ProcessRef,
  sockets: Parameters<typeof fileWithSocket>[1],
): Promise<InsideFile[] | null> {
  try {
    return (await openFilesOf(pids, process)).map((file) => fileWithSocket(file, sockets))
  } catch (error) {
    if (error instanceof RuncibleError && error.code === 'permission-denied') return null
    throw error
  }
}

/** What each is said of where it is not so. */
const NOTES = {
  config: 'Its config.json cannot be read: nothing is compared with that.',
  processes: 'Not all of its processes can be chosen: there are too many.',
  mounts: 'Not all mounts are shown, nor compared with config.json: there are too many.',
  environment: 'The environment is cut off: it is too long. It is not compared with config.json.',
  given:
    'The program has written over its environment, to show a title perhaps. It is not compared with config.json.',
  sockets: 'Not all sockets are shown: there are too many.',
  all: 'The engine is not root: what else is in a namespace can be seen of your own processes alone.',
} as const

const notesOf = (is: Record<keyof typeof NOTES, boolean>) =>
  (Object.keys(NOTES) as (keyof typeof NOTES)[]).flatMap((what) => (is[what] ? [] : [NOTES[what]]))
