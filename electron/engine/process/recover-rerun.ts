import type { InitState } from '../../../shared/lifecycle.ts'
import { networkWith } from '../network/planned.ts'
import { removeCgroup } from '../runtime/cgroup.ts'
import type { RuntimeState } from '../runtime/state-file.ts'
import { cgroupsOf } from '../runtime/undo-create.ts'
import type { EngineContext } from './context.ts'
import { shownOf } from './create.ts'
import { toExit } from './exits.ts'
import type { Init } from './init.ts'
import { cutOffRecreate } from './left-stopped.ts'
import type { ContainerMetadata } from './metadata.ts'
import { pidOf } from './pids.ts'
import { explainCrash } from './pids-limit.ts'
import { decided, exitOf, movedTo, readPidOnce, tell, tellOf } from './recover-end.ts'
import { settleConfig } from './recreates.ts'

/**
 * An engine died while it ran the container again. What runc has created is started; what ran is watched, or has ended
 * since; where it did not come that far, the container is stopped as it was before.
 */
export async function settleRerun(
  context: EngineContext,
  init: Init,
  runtime: RuntimeState | null,
  change: Partial<ContainerMetadata>,
): Promise<void> {
  const { meta, layout } = init
  if (runtime) {
    const created = runtime.status === 'created' && meta.recreating !== 'created'
    settleConfig(layout, true)
    await init.adopt({
      ...change,
      ...(meta.recreating && shownAnew(init)),
      ...movedTo(meta, runtime.status as InitState),
      exit: null,
      restore: null,
      startedAt: runtime.status === 'created' ? null : new Date().toISOString(),
      rerunning: created,
      restarts: { ...meta.restarts, dueAt: null },
      init: pidOf(runtime.pid),
      monitor: await readPidOnce(layout.conmonPidFile()),
    })
    context.journal.note('recover', init.ref, 'an engine died as it was run again: finished')
    if (created) await init.restarts.finish()
    return
  }
  await removeCgroup(await cgroupsOf(layout.bundle()))
  const seen = await exitOf(init)
  const isNew = seen !== null && seen.at.toISOString() !== meta.exit?.at
  context.journal.note('recover', init.ref, 'an engine died as it was run again')
  settleConfig(layout, meta.recreating === null || isNew)
  if (meta.recreating && !isNew) tellOf(context, init, cutOffRecreate())
  if (!isNew) return init.settle({ ...change, restore: null, rerunning: false })
  const exit = explainCrash(toExit(seen, false), meta.limits.pids, layout.log())
  const decision = decided(meta, exit, null)
  const { restarts } = decision
  await init.settle({
    ...change,
    ...(meta.recreating && shownAnew(init)),
    state: 'stopped',
    restore: null,
    rerunning: false,
    exit,
    restarts,
  })
  tell(context, init, decision)
}

/** With another config.json it is another in what windows show. */
function shownAnew(init: Init): Partial<ContainerMetadata> {
  const { spec } = init.spec()
  return { ...shownOf(spec), network: networkWith(spec, init.meta.network) }
}
