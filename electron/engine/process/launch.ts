import { rmSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Checkpoint, Network, RestoreOptions } from '../../../shared/model.ts'
import { writeJson } from '../atomic.ts'
import { withoutHostnameHook } from '../bundle/hostname.ts'
import { withoutLoopbackHook } from '../bundle/loopback.ts'
import { readSpec, type Spec } from '../bundle/spec.ts'
import { explainCriuLog } from '../checkpoint/explain.ts'
import { afterRestore, beforeRestore, restoreArgsFor } from '../checkpoint/restore.ts'
import { makeChosenFolder } from '../chosen-folder.ts'
import { withoutControls } from '../console/console-text.ts'
import { goOnFrom } from '../console/kept-log.ts'
import { attachConsole, type ProcessConsole } from '../console/process-console.ts'
import { writeNetworkFiles } from '../network/files.ts'
import { namespaceOf, networkWith } from '../network/planned.ts'
import { withNetworkAt } from '../network/shared.ts'
import { closeWayOut, previewWayOut } from '../network/way-out.ts'
import type { ContainerLayout } from '../paths.ts'
import { type ConmonCreate, conmonCommand, conmonCreate } from '../runtime/conmon.ts'
import { RESTORE_LOG } from '../runtime/criu-args.ts'
import type { RestoreArgs, Runc } from '../runtime/runc.ts'
import type { EngineContext } from './context.ts'
import { shownOf } from './create.ts'
import type { ContainerMetadata, Pid } from './metadata.ts'
import { networkOwner } from './network.ts'
import { pidOf, readPidFile } from './pids.ts'
import { conmonOf, runcOf } from './programs.ts'

export interface Launched {
  init: Pid | null
  monitor: Pid | null
  console: ProcessConsole
  /** of the config.json that was used: a restore takes the checkpoint's */
  shown: ReturnType<typeof shownOf> & { network: Network }
}

/**
 * Has the memory of a restore brought later where that is to be, with the folder below which it may work; gives the work
 * folder of such a restore, null where all memory comes first.
 */
export type BeginLazily = (
  checkpoint: Checkpoint,
  options: RestoreOptions,
  below: string,
) => Promise<string | null>

/**
 * Has conmon run `runc create`, or `runc restore` of a checkpoint, and attaches to its console before anything is
 * written to it. A network of another container's is joined at `networkPath`. Throws what runc or CRIU said; nothing is left
 * open behind a failure.
 */
export async function launch(
  context: EngineContext,
  meta: ContainerMetadata,
  runc: Runc,
  restore: { checkpoint: string; options: RestoreOptions } | null,
  { networkPath, beginLazily }: { networkPath: string | undefined; beginLazily: BeginLazily },
): Promise<Launched> {
  const layout = context.layout.container(meta)
  const anew = meta.rerunning
  await forgetEarlierLife(layout, meta.id)
  const restoring =
    restore && (await prepareRestore(context, meta, restore, { networkPath, beginLazily }))
  const mayDiffer = anew || networkPath !== undefined
  const spec =
    restoring?.spec ??
    (await (mayDiffer ? beginAnew(layout, networkPath) : readSpec(layout.config())))
  const shown = { ...shownOf(spec), network: networkWith(spec, meta.network) }
  await writeNetworkFiles(
    spec,
    layout,
    shown.network,
    await networkOwner(context, meta, shown.network),
  )
  const options = conmonOptions(context, { ...meta, ...shown }, runc)
  const { pid } = await (restoring
    ? restoreWithConsole(context, layout, { ...options, restore: restoring })
    : conmonCreate(options))
  const finished = restore
    ? afterRestore(pid, namespaceOf(spec), newHostname(meta))
    : Promise.resolve()
  finished.catch(() => {})
  const console = await attachConsole({
    dir: layout.bundle(),
    log: layout.log(),
    terminal: shown.terminal,
    stdin: meta.request.stdin,
    fresh: restore === null && !anew,
    remade: anew || restore !== null,
  })
  await finished.catch((error: unknown) => {
    console.dispose()
    throw error
  })
  if (restoring?.wayOut && shown.network.kind === 'own') await closeWayOut(pid)
  return { init: pidOf(pid), monitor: await readPidFile(layout.conmonPidFile()), console, shown }
}

/** Its console goes on from that of the moment, before the program does. */
async function restoreWithConsole(
  context: EngineContext,
  layout: ContainerLayout,
  { restore, ...options }: ConmonCreate & { restore: Restoring },
) {
  const { checkpoint, imagePath, options: args } = restore
  const words = `── rewound to “${withoutControls(checkpoint.name)}” ──`
  const takeBack = goOnFrom(await context.checkpoints.console(checkpoint.id), layout.log(), words)
  try {
    return await conmonCreate({ ...options, restore: { imagePath, options: args } })
  } catch (error) {
    takeBack()
    return explainRestore(args.workPath)(error)
  } finally {
    void keepRestoreLog(context, checkpoint, args.workPath)
  }
}

/** With the moment, whatever becomes of the container; nobody waits for it, and the moment may be deleted by then. */
async function keepRestoreLog(
  { checkpoints, publish }: EngineContext,
  { id, restoreLog }: Checkpoint,
  workPath: string,
): Promise<void> {
  try {
    const kept = checkpoints.files(id).restoreLog
    await copyFile(join(workPath, RESTORE_LOG), kept)
    if (!restoreLog) {
      publish('checkpoint.changed', await checkpoints.edit(id, { restoreLog: kept }))
    }
  } catch {}
}

/** Run again, it may join the network of a container that was run again, too; and nothing is restored. Gives what is used. */
async function beginAnew(layout: ContainerLayout, networkPath: string | undefined): Promise<Spec> {
  const spec = await readSpec(layout.config())
  const anew = withoutHostnameHook(withoutLoopbackHook(spec))
  const joined = networkPath === undefined ? anew : withNetworkAt(anew, networkPath)
  if (!isDeepStrictEqual(spec, joined)) await writeJson(layout.config(), joined)
  return joined
}

/** The command lines of a create, in the order in which they will run. */
export function previewCommands(context: EngineContext, meta: ContainerMetadata): string[][] {
  const runc = runcOf(context, meta, context.layout.container(meta).runcLog())
  const create = [...conmonCommand(conmonOptions(context, meta, runc))]
  const start = [runc.options.binary, ...runc.globalArgs(), 'start', meta.id]
  if (meta.network.kind !== 'outbound') return [create, start]
  return [create, previewWayOut(context, meta, meta.network), start]
}

function conmonOptions(context: EngineContext, meta: ContainerMetadata, runc: Runc): ConmonCreate {
  const layout = context.layout.container(meta)
  const { runtime, stdin } = meta.request
  return {
    binary: conmonOf(context),
    id: meta.id,
    name: meta.id,
    runc,
    bundle: layout.bundle(),
    pidFile: layout.pidFile(),
    conmonPidFile: layout.conmonPidFile(),
    exitDir: layout.exits(),
    workDir: layout.conmonWork(),
    log: layout.log(),
    logSizeMax: runtime.logSizeMax,
    terminal: meta.terminal,
    stdin,
    consoleSockets: context.layout.consoleSockets(),
    noPivot: runtime.noPivot,
    noNewKeyring: runtime.noNewKeyring,
  }
}

interface Restoring {
  checkpoint: Checkpoint
  imagePath: string
  options: RestoreArgs
  /** its config.json, as it was written for this */
  spec: Spec
  /** it had a way out then, or has one now */
  wayOut: boolean
}

async function prepareRestore(
  context: EngineContext,
  meta: ContainerMetadata,
  restore: { checkpoint: string; options: RestoreOptions },
  { networkPath, beginLazily }: { networkPath: string | undefined; beginLazily: BeginLazily },
): Promise<Restoring> {
  const { runtime } = meta.request
  const layout = context.layout.container(meta)
  const checkpoint = context.checkpoints.get(restore.checkpoint)
  // What went over the one that it had then is to be told that it is gone, where it has none now.
  const wayOut = [meta.network, checkpoint.network].some((one) => one?.kind === 'outbound')
  const spec = await beforeRestore(context.checkpoints, layout, checkpoint, runtime, {
    networkPath,
    wayOut,
    hostname: newHostname(meta),
  })
  const workPath = restore.options.workPath ?? runtime.criuWorkPath ?? layout.restoreWork()
  await makeChosenFolder(
    workPath,
    restore.options.workPath ? 'options.workPath' : 'runtime.criuWorkPath',
  )
  const lazyPath = await beginLazily(checkpoint, restore.options, workPath)
  return {
    checkpoint,
    imagePath: checkpoint.imagePath,
    options: restoreArgsFor(
      checkpoint,
      restore.options,
      runtime,
      lazyPath ?? workPath,
      lazyPath !== null,
    ),
    spec,
    wayOut,
  }
}

/** A container made of a checkpoint may be called otherwise; one that becomes a checkpoint again is what that was. */
const newHostname = ({ state, request }: ContainerMetadata) =>
  state === 'createdFromCheckpoint' ? request.hostname : undefined

/** Throws what CRIU's log says of a failed restore; the log stays in the work folder. */
const explainRestore =
  (workPath: string) =>
  (error: unknown): never => {
    throw explainCriuLog(join(workPath, RESTORE_LOG), 'restore', error)
  }

/** Of a pid that is there recovery would take a conmon at its beginning for one that has come as far as that. */
async function forgetEarlierLife(layout: ContainerLayout, id: string): Promise<void> {
  const left = [
    join(layout.exits(), id),
    join(layout.conmonWork(), 'oom'),
    layout.pidFile(),
    layout.conmonPidFile(),
  ]
  for (const path of left) rmSync(path, { force: true })
}
