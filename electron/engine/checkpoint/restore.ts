import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Checkpoint, Limits, RestoreOptions, RuntimeOptions } from '../../../shared/model.ts'
import { writeJson } from '../atomic.ts'
import { withHostnameHook, withoutHostnameHook } from '../bundle/hostname.ts'
import { withLoopbackHook } from '../bundle/loopback.ts'
import { letRead } from '../bundle/mapped-files.ts'
import { requireSources } from '../bundle/mount-source.ts'
import { readSpec, type Spec } from '../bundle/spec.ts'
import { makeStandIns, withOwnStandIns } from '../bundle/stand-ins.ts'
import { withOwnNetworkFiles } from '../network/files.ts'
import { withNetworkAt } from '../network/shared.ts'
import type { ContainerLayout } from '../paths.ts'
import { loopbackUp, setHostname } from '../runtime/nsenter.ts'
import type { RestoreArgs } from '../runtime/runc.ts'
import { withCgroupRoot } from './criu-config.ts'
import { hasInventory, linkParent, pageBytes } from './images.ts'
import type { CheckpointStore } from './store.ts'

/**
 * The options of a restore: those the checkpoint was taken with, since CRIU needs the same again (containerd drops them),
 * except where `overrides` names others. `workPath`: absolute, where restore.log will lie;
 * `lazyPages`: a `criu lazy-pages` listens there.
 */
export function restoreArgsFor(
  { options }: Checkpoint,
  overrides: RestoreOptions,
  runtime: RuntimeOptions,
  workPath: string,
  lazyPages = false,
): RestoreArgs {
  return {
    workPath,
    noPivot: runtime.noPivot,
    ...(lazyPages && { lazyPages }),
    tcpEstablished: overrides.allowOpenTcp ?? options.allowOpenTcp,
    extUnixSk: overrides.allowExternalUnixSockets ?? options.allowExternalUnixSockets,
    shellJob: overrides.allowTerminal ?? options.allowTerminal,
    fileLocks: overrides.fileLocks ?? options.fileLocks,
    emptyNs: overrides.emptyNamespaces ?? options.emptyNamespaces,
  }
}

/** What of a restored container may be otherwise than at the moment. */
interface RestoredAs {
  /** of another container whose network is joined, in /proc */
  networkPath?: string | undefined
  /** what went over a way out is to come back too */
  wayOut?: boolean
  /** absent: the name of then */
  hostname?: string | undefined
}

/**
 * Before every restore, in place or into a new container: config.json becomes that of the moment, at the container's own
 * place, in its own cgroup, with its own limits and files of its network, and where that is another's joined at `networkPath`;
 * and images find the pages they build on where `runtime` names the checkpoint that has them. Gives what was written. Throws
 * `not-found` where there is no such checkpoint, `failed-precondition` where what it had mounted is gone.
 */
export async function beforeRestore(
  store: CheckpointStore,
  layout: ContainerLayout,
  checkpoint: Checkpoint,
  { parentCheckpoint }: RuntimeOptions,
  { networkPath, wayOut = false, hostname }: RestoredAs = {},
): Promise<Spec> {
  if (parentCheckpoint) {
    await linkParent(checkpoint.imagePath, store.get(parentCheckpoint).imagePath)
  }
  const [{ config }, { root, linux }] = await Promise.all([
    store.moment(checkpoint.id),
    readSpec(layout.config()),
  ])
  const devices = config.linux?.resources?.devices
  const spec = {
    ...config,
    root: { ...config.root, path: root.path },
    linux: {
      ...config.linux,
      cgroupsPath: linux?.cgroupsPath,
      resources: { ...linux?.resources, ...(devices && { devices }) },
    },
  }
  letRead(checkpoint.imagePath, spec)
  const joined = inNetwork(spec, networkPath)
  const named = withOwnStandIns(withOwnNetworkFiles(joined, layout), layout)
  requireForeign(named, layout)
  await makeStandIns(named, layout, store.files(checkpoint.id).standIns)
  const placed = await withCgroupRoot(named, join(layout.dir, 'criu.conf'))
  const hooked = withLoopbackHook(placed, { wayOut })
  const renamed = hostname !== undefined && hostname !== config.hostname
  const restored = renamed ? withHostnameHook(hooked, hostname) : withoutHostnameHook(hooked)
  await writeJson(layout.config(), restored)
  return restored
}

/** Sees to it that a checkpoint can be restored, as far as that can be known. Throws as beforeRestore does, and changes nothing. */
export async function requireMoment(
  store: CheckpointStore,
  layout: ContainerLayout,
  id: string,
): Promise<void> {
  const { imagePath, name } = store.get(id)
  if (!(await hasInventory(imagePath))) {
    throw new RuncibleError('failed-precondition', `the images of “${name}” are gone`, {
      hint: `They lay in ${imagePath}.`,
    })
  }
  const { config } = await store.moment(id)
  requireForeign(withOwnStandIns(withOwnNetworkFiles(config, layout), layout), layout)
}

/** What is of its own folder is made for it; the rest must be there. */
const requireForeign = ({ mounts }: Spec, { dir }: ContainerLayout): void =>
  requireSources(mounts?.filter(({ source }) => !source?.startsWith(`${dir}/`)))

/** The kernel would end CRIU in the middle of it, which says nothing of a limit. Throws `invalid-input` with the field. */
export async function requireRoom(
  { imagePath, name }: Checkpoint,
  { memory }: Limits,
): Promise<void> {
  if (memory === undefined) return
  const needed = await pageBytes(imagePath)
  if (needed <= memory) return
  const mib = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MiB`
  throw new RuncibleError(
    'invalid-input',
    `“${name}” holds ${mib(needed)} of memory, more than the limit of ${mib(memory)}`,
    { field: 'limits.memory', hint: `Give it more than ${mib(needed)}.` },
  )
}

/** A path in /proc leads to whatever has that pid by now: only that of the container whose network it is to be counts. */
function inNetwork(spec: Spec, path: string | undefined): Spec {
  const joins = spec.linux?.namespaces?.find(({ type }) => type === 'network')?.path
  if (!joins?.startsWith('/proc/')) return spec
  if (path !== undefined) return withNetworkAt(spec, path)
  throw new RuncibleError(
    'failed-precondition',
    'the checkpoint shares another container’s network, and this container does not',
    { hint: 'Restore it into a new container, which can share one again.' },
  )
}

/**
 * Sees to it that the loopback of a restored private network is up: CRIU leaves it down, and a hook of config.json that
 * brings it up in time is only there where Runcible wrote it for a restore. So with a `hostname` that was chosen anew.
 * `pid` is the init's.
 */
export async function afterRestore(
  pid: number,
  network: 'own' | 'host' | 'joined',
  hostname?: string,
): Promise<void> {
  if (network === 'own' && !(await hasLoopback(pid))) await loopbackUp(pid)
  if (hostname !== undefined) await setHostname(pid, hostname)
}

/** The kernel routes 127.0.0.1 only while the loopback is up. */
async function hasLoopback(pid: number): Promise<boolean> {
  const routes = await readFile(`/proc/${pid}/net/fib_trie`, 'utf8').catch(() => '')
  return routes.includes(' 127.0.0.1\n')
}
