import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RestoreOptions } from '../../../shared/model.ts'
import { explainCriuLog } from '../checkpoint/explain.ts'
import { afterRestore, restoreArgsFor } from '../checkpoint/restore.ts'
import { attachConsole, type ProcessConsole } from '../console/process-console.ts'
import { conmonCreate } from '../runtime/conmon.ts'
import type { Runc } from '../runtime/runc.ts'
import type { EngineContext } from './context.ts'
import type { ContainerMetadata, Pid } from './metadata.ts'
import { pidOf, readPidFile } from './pids.ts'
import { conmonOf } from './programs.ts'

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
  const { runtime, stdin } = meta.request
  await forgetEarlierLife(layout.exits(), meta.id, layout.persist())
  const restoring = restore && (await prepareRestore(context, meta, restore))
  const { pid } = await conmonCreate({
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
    ...(restoring && { restore: restoring }),
  }).catch((error: unknown) => {
    throw restoring
      ? explainCriuLog(join(restoring.options.workPath, 'restore.log'), 'restore', error)
      : error
  })
  const console = await attachConsole({
    dir: layout.bundle(),
    log: layout.log(),
    terminal: meta.terminal,
    stdin,
    fresh: restore === null,
  })
  if (restore) await afterRestore(pid, meta.network)
  return { init: pidOf(pid), monitor: await readPidFile(layout.conmonPidFile()), console }
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

async function forgetEarlierLife(exitDir: string, id: string, persistDir: string): Promise<void> {
  await rm(join(exitDir, id), { force: true })
  await rm(join(persistDir, 'oom'), { force: true })
}
