import { RuncibleError } from '../../../shared/errors.ts'
import type { InitState } from '../../../shared/lifecycle.ts'
import type { ContainerRef } from '../../../shared/model.ts'
import { removeFolder } from '../bundle/remove.ts'
import { endWayOut } from '../network/way-out.ts'
import type { ContainerLayout } from '../paths.ts'
import { readRecord } from '../record.ts'
import { removeCgroup } from '../runtime/cgroup.ts'
import { claimCgroup } from '../runtime/claim-cgroup.ts'
import { endLeftPrograms } from '../runtime/left-programs.ts'
import { openNetwork } from '../runtime/network-lock.ts'
import { type RuntimeState, readRuntimeState } from '../runtime/state-file.ts'
import { cgroupsOf } from '../runtime/undo-create.ts'
import type { EngineContext } from './context.ts'
import { shownOf } from './create.ts'
import { endedWithMachine, toExit } from './exits.ts'
import { endFilling } from './filling.ts'
import { Init } from './init.ts'
import { cutOffRecreate, cutOffRewind } from './left-stopped.ts'
import { ContainerMetadata } from './metadata.ts'
import { monitorThatStays, type RuntimeProcess, waitForOrphans } from './orphans.ts'
import { pidOf, signalProcess } from './pids.ts'
import { explainCrash } from './pids-limit.ts'
import { runcOf, runtimeRootOf } from './programs.ts'
import { decided, exitOf, movedTo, readPidOnce, tell, tellOf } from './recover-end.ts'
import { recoverExecs } from './recover-execs.ts'
import { settleRerun } from './recover-rerun.ts'
import { settleConfig } from './recreates.ts'
import { adoptedRootfs, mendSwap } from './rootfs.ts'

/**
 * A container as an earlier engine left it: watched on if it lives, told how it ended if it does not, finished or undone
 * if something was under way. null: it is gone.
 */
export async function recoverContainer(
  context: EngineContext,
  meta: ContainerMetadata,
  processes: RuntimeProcess[],
): Promise<Init | null> {
  const layout = context.layout.container(meta)
  if (meta.phase === 'deleting') {
    await undoCreate(context, meta, layout, meta)
    return null
  }
  if (meta.bootId !== context.bootId) return afterReboot(context, meta)
  await waitForOrphans(layout.dir, processes)
  if (meta.phase === 'creating' || meta.restore) await endLeftPrograms(layout.dir)
  const runtime = await withoutUnwatched(context, meta, await runtimeStateOf(context, meta))
  if (meta.phase === 'creating' && runtime?.status !== 'created') {
    await undoCreate(context, meta, layout, meta)
    return null
  }
  const init = new Init(context, meta)
  await settleInit(context, init, runtime)
  await recoverExecs(context, init, init.execs)
  init.goOn()
  return init
}

/**
 * conmon that finds nobody at its sync pipe leaves, and what it had just created or restored has no monitor from its first
 * moment. Nobody was told that it runs, so it is taken back; null then.
 */
async function withoutUnwatched(
  context: EngineContext,
  meta: ContainerMetadata,
  runtime: RuntimeState | null,
): Promise<RuntimeState | null> {
  const layout = context.layout.container(meta)
  const unacknowledged = meta.phase === 'creating' || meta.restore !== null || meta.rerunning
  if (!runtime || !unacknowledged || runtime.bundle !== layout.bundle()) return runtime
  if (await monitorThatStays(layout.conmonPidFile())) {
    // Its engine may have died before it did that.
    if (meta.restore) await claimCgroup(runtime.pid, runtime.cgroupPaths)
    return runtime
  }
  await runcOf(context, meta, layout.runcLog()).delete(meta.id, { force: true })
  return null
}

/** Removes what a create made, or a delete left: the container in runc, its monitor, its folder. */
export async function undoCreate(
  context: EngineContext,
  ref: ContainerRef,
  layout: ContainerLayout,
  meta: ContainerMetadata | null = null,
): Promise<void> {
  const known = meta ?? (await readMetadata(layout))
  if (known && !(await isOfAnother(context, known, layout))) {
    const runc = runcOf(context, known, layout.runcLog())
    await runc.delete(ref.id, { force: true }).catch(() => {})
    await removeCgroup(await cgroupsOf(layout.bundle()))
  }
  if (known) await endFilling({ context }, known)
  const monitor = await readPidOnce(layout.conmonPidFile())
  if (monitor && known?.bootId === context.bootId) {
    try {
      signalProcess(monitor, 15)
    } catch {
      // it went with its container
    }
  }
  if (!known || known.network.kind === 'outbound') await endWayOut(context.layout, ref)
  await removeFolder(layout.dir)
}

/** In a runtime root that others use too, runc may know a container of the same id that is not ours to end. */
async function isOfAnother(
  context: EngineContext,
  meta: ContainerMetadata,
  layout: ContainerLayout,
): Promise<boolean> {
  const state = await runtimeStateOf(context, meta).catch(() => null)
  return state !== null && state.bundle !== layout.bundle()
}

async function settleInit(
  context: EngineContext,
  init: Init,
  runtime: RuntimeState | null,
): Promise<void> {
  const { meta, layout } = init
  const change: Partial<ContainerMetadata> = {
    phase: 'ready',
    endingCheckpoint: false,
    pausedForCheckpoint: false,
    rewinding: null,
    recreating: null,
  }
  if (meta.request.stdin === 'once') change.stdinClosed = true
  const lives = runtime !== null && runtime.status !== 'stopped'
  if (meta.rewinding && !lives) tellOf(context, init, cutOffRewind(nameOf(context, meta.rewinding)))
  if (!meta.rerunning) settleConfig(layout, meta.recreating === null)
  if (meta.recreating && !meta.rerunning && !lives) tellOf(context, init, cutOffRecreate())
  // It was to be ended, and was not: how it ends later is its own again.
  if ((meta.rewinding || (meta.recreating && !meta.rerunning)) && lives)
    change.restarts = { ...meta.restarts, stopAsked: false }
  await mendSwap(context, meta, lives || meta.restore === null)
  if (meta.rerunning) return settleRerun(context, init, lives ? runtime : null, change)
  if (lives) {
    const isToGoOn = runtime.status === 'paused' && meta.pausedForCheckpoint
    // CRIU may have been killed in it as well.
    if (meta.pausedForCheckpoint || meta.endingCheckpoint)
      await openNetwork(runtime.pid).catch((cause: Error) =>
        tellOf(context, init, networkMayBeClosed(cause)),
      )
    await init.adopt({
      ...change,
      pausedForCheckpoint: isToGoOn,
      ...movedTo(meta, runtime.status as InitState),
      ...(meta.restore && (await adoptedRootfs(layout, meta))),
      ...(meta.restore && { ...shownOf(init.spec().spec), moment: meta.restore.checkpoint }),
      restore: null,
      exit: null,
      startedAt: meta.startedAt ?? (runtime.status === 'created' ? null : new Date().toISOString()),
      init: pidOf(runtime.pid),
      monitor: await readPidOnce(layout.conmonPidFile()),
    })
    // An engine that dies in it leaves it for the next one.
    if (isToGoOn) await init.resume().then(() => init.settle({ pausedForCheckpoint: false }))
    return
  }
  if (meta.network.kind === 'outbound') await endWayOut(context.layout, meta)
  const lost = await endFilling({ context }, meta)
  // runc may have left it, in a checkpoint or a delete whose engine died.
  if (!runtime) await removeCgroup(await cgroupsOf(layout.bundle()))
  if (meta.state === 'stopped' || meta.state === 'createdFromCheckpoint' || meta.restore) {
    return init.settle({
      ...change,
      filling: null,
      ...(meta.state === 'stopped' && { restore: null }),
    })
  }
  const seen = (await exitOf(init)) ?? { code: null, oom: false, at: new Date() }
  const exit = {
    ...explainCrash(toExit(seen, meta.endingCheckpoint), meta.limits.pids, layout.log()),
    ...(lost && { problem: lost }),
  }
  const decision = decided(meta, exit, meta.startedAt)
  await init.settle({
    ...change,
    ...movedTo(meta, 'stopped'),
    exit,
    restarts: decision.restarts,
    filling: null,
  })
  context.journal.note('recover', init.ref, 'it had ended while no engine watched')
  tell(context, init, decision)
}

const nameOf = ({ checkpoints }: EngineContext, id: string) =>
  checkpoints.list().find((checkpoint) => checkpoint.id === id)?.name ?? id

async function afterReboot(context: EngineContext, meta: ContainerMetadata): Promise<Init | null> {
  if (meta.phase === 'creating') {
    await removeFolder(context.layout.container(meta).dir)
    return null
  }
  const init = new Init(context, meta)
  const lived = meta.state === 'created' || meta.state === 'running' || meta.state === 'paused'
  await mendSwap(context, meta, meta.restore === null)
  settleConfig(init.layout, meta.recreating === null)
  await init.settle({
    ...(meta.state === 'stopped' && { restore: null }),
    filling: null,
    rerunning: false,
    rewinding: null,
    recreating: null,
    restarts: { ...meta.restarts, dueAt: null },
    bootId: context.bootId,
    endingCheckpoint: false,
    pausedForCheckpoint: false,
    ...(lived && { ...movedTo(meta, 'stopped'), exit: endedWithMachine() }),
  })
  await recoverExecs(context, init, init.execs)
  return init
}

/** Without a runc its files are read all the same; only an unknown form of them needs it. */
function runtimeStateOf(
  context: EngineContext,
  meta: ContainerMetadata,
): Promise<RuntimeState | null> {
  const known = meta.request.runtime.binary ?? context.programs.runc
  const runc = known ? runcOf(context, meta, context.layout.container(meta).runcLog()) : undefined
  return readRuntimeState(runtimeRootOf(context, meta), meta.id, runc)
}

async function readMetadata(layout: ContainerLayout): Promise<ContainerMetadata | null> {
  return readRecord(layout.metadata(), ContainerMetadata).catch(() => null)
}

const networkMayBeClosed = (cause: Error) =>
  new RuncibleError(
    'runtime-failed',
    'its network may be closed by a checkpoint that was cut off',
    {
      said: cause.message,
      hint: 'The next checkpoint of it opens it again.',
      cause,
    },
  )
