import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Checkpoint, RestoreOptions, RuntimeOptions } from '../../../shared/model.ts'
import { writeJson } from '../atomic.ts'
import { withLoopbackHook } from '../bundle/loopback.ts'
import { letRead } from '../bundle/mapped-files.ts'
import { requireSources } from '../bundle/mount-source.ts'
import { readSpec, type Spec } from '../bundle/spec.ts'
import { makeStandIns, withOwnStandIns } from '../bundle/stand-ins.ts'
import { withOwnNetworkFiles } from '../network/files.ts'
import { withNetworkAt } from '../network/shared.ts'
import type { ContainerLayout } from '../paths.ts'
import { loopbackUp } from '../runtime/nsenter.ts'
import type { RestoreArgs } from '../runtime/runc.ts'
import { withCgroupRoot } from './criu-config.ts'
import { linkParent } from './images.ts'
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

/**
 * Before every restore, in place or into a new container: config.json becomes that of the moment, at the container's own
 * place, in its own cgroup, with its own limits and files of its network, and where that is another's joined at `networkPath`;
 * and images find the pages they build on where `runtime` names the checkpoint that has them. Throws `not-found` where there is
 * no such checkpoint, `failed-precondition` where what it had mounted is gone.
 */
export async function beforeRestore(
  store: CheckpointStore,
  layout: ContainerLayout,
  checkpoint: Checkpoint,
  { parentCheckpoint }: RuntimeOptions,
  { networkPath, wayOut = false }: { networkPath?: string | undefined; wayOut?: boolean } = {},
): Promise<void> {
  if (parentCheckpoint) {
    await linkParent(checkpoint.imagePath, store.get(parentCheckpoint).imagePath)
  }
  const { config } = await store.moment(checkpoint.id)
  const { root, linux } = await readSpec(layout.config())
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
  requireSources(named.mounts?.filter(({ source }) => !source?.startsWith(`${layout.dir}/`)))
  await makeStandIns(named, layout, store.files(checkpoint.id).standIns)
  const placed = await withCgroupRoot(named, join(layout.dir, 'criu.conf'))
  await writeJson(layout.config(), withLoopbackHook(placed, { wayOut }))
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
 * brings it up in time is only there where Runcible wrote it for a restore. `pid` is the init's.
 */
export async function afterRestore(pid: number, network: 'own' | 'host' | 'joined'): Promise<void> {
  if (network === 'own' && !(await hasLoopback(pid))) await loopbackUp(pid)
}

/** The kernel routes 127.0.0.1 only while the loopback is up. */
async function hasLoopback(pid: number): Promise<boolean> {
  const routes = await readFile(`/proc/${pid}/net/fib_trie`, 'utf8').catch(() => '')
  return routes.includes(' 127.0.0.1\n')
}
