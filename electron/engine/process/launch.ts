import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type { RestoreOptions } from '../../../shared/model.ts'
import { explainCriuLog } from '../checkpoint/explain.ts'
import { afterRestore, restoreArgsFor } from '../checkpoint/restore.ts'
import { attachConsole, type ProcessConsole } from '../console/process-console.ts'
import { type ConmonCreate, conmonCommand, conmonCreate } from '../runtime/conmon.ts'
import type { Runc } from '../runtime/runc.ts'
import type { EngineContext } from './context.ts'
import type { ContainerMetadata, Pid } from './metadata.ts'
import { pidOf, readPidFile } from './pids.ts'
import { conmonOf, runcOf } from './programs.ts'

export interface Launched {
  init: Pid | null
  monitor: Pid | null
  console: ProcessConsole
}

/**
 * Has conmon run `runc create`, or `runc restore` of a checkpoint, and attaches to its console before anything is
 * written to it. Throws what runc or CRIU said; nothing is left open behind a failure.
 */
export async function launch(
  context: EngineContext,
  meta: ContainerMetadata,
  runc: Runc,
  restore: { checkpoint: string; options: RestoreOptions } | null,
): Promise<Launched> {
  const layout = context.layout.container(meta)
  await forgetEarlierLife(layout.exits(), meta.id, layout.persist())
  const options = conmonOptions(context, meta, runc)
  const restoring = restore && (await prepareRestore(context, meta, restore))
  const { pid } = await (restoring
    ? conmonCreate({ ...options, restore: restoring }).catch(
        explainRestore(restoring.options.workPath),
      )
    : conmonCreate(options))
  const console = await attachConsole({
    dir: layout.bundle(),
    log: layout.log(),
    terminal: meta.terminal,
    stdin: meta.request.stdin,
    fresh: restore === null,
  })
  if (restore) await afterRestore(pid, meta.network)
  return { init: pidOf(pid), monitor: await readPidFile(layout.conmonPidFile()), console }
}

/** The command lines of a create, in the order in which they will run. */
export function previewCommands(context: EngineContext, meta: ContainerMetadata): string[][] {
  const runc = runcOf(context, meta, context.layout.container(meta).runcLog())
  const create = [...conmonCommand(conmonOptions(context, meta, runc))]
  return [create, [runc.options.binary, ...runc.globalArgs(), 'start', meta.id]]
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
    persistDir: layout.persist(),
    log: layout.log(),
    terminal: meta.terminal,
    stdin,
    noPivot: runtime.noPivot,
    noNewKeyring: runtime.noNewKeyring,
  }
}

async function prepareRestore(
  context: EngineContext,
  meta: ContainerMetadata,
  restore: { checkpoint: string; options: RestoreOptions },
) {
  const checkpoint = context.checkpoints.get(restore.checkpoint)
  const workPath =
    restore.options.workPath ??
    meta.request.runtime.criuWorkPath ??
    context.layout.container(meta).restoreWork()
  await mkdir(workPath, { recursive: true, mode: 0o700 })
  return {
    imagePath: checkpoint.imagePath,
    options: restoreArgsFor(checkpoint, restore.options, meta.request.runtime, workPath),
  }
}

/** Throws what CRIU's log says of a failed restore; the log stays in the work folder. */
const explainRestore = (workPath: string) => async (error: unknown) => {
  if (!(error instanceof RuncibleError)) throw error
  throw await explainCriuLog(join(workPath, 'restore.log'), 'restore', error)
}

async function forgetEarlierLife(exitDir: string, id: string, persistDir: string): Promise<void> {
  await rm(join(exitDir, id), { force: true })
  await rm(join(persistDir, 'oom'), { force: true })
}
