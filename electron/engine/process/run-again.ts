import type { RestartRecord } from '../groups/restart-policy.ts'
import type { InitHands } from './init-hands.ts'
import type { ContainerMetadata } from './metadata.ts'

/**
 * Deletes a stopped container in runc, and creates and starts it anew out of the bundle and the files that it has; one that is
 * to be `created` is not started. What fails before that, or is cut off before runc has created it, leaves it stopped as it
 * was; what is cut off later the next engine finishes (settleRerun).
 */
export async function runAgain(
  hands: InitHands,
  restarts: RestartRecord,
  to: 'created' | 'running' = 'running',
): Promise<void> {
  await hands.drained()
  await hands.save({ rerunning: true })
  try {
    await hands.runc().delete(hands.meta.id)
    hands.letGoOfConsole()
    const launched = await hands.launch(null)
    if (to === 'running') await hands.runc().start(hands.meta.id)
    const startedAt = to === 'running' ? new Date().toISOString() : null
    hands.problem(null)
    await hands.update({ ...launched, ...begun(to, startedAt), restarts })
  } catch (error) {
    await undo(hands)
    throw error
  }
}

export const running = (startedAt: string) => begun('running', startedAt)

const begun = (
  state: 'created' | 'running',
  startedAt: string | null,
): Partial<ContainerMetadata> => ({
  state,
  startedAt,
  exit: null,
  restore: null,
  rerunning: false,
  recreating: null,
  moment: null,
})

/** In a runtime root that others use too, one of the same id may have been put in its place: that is not ours to end. */
async function undo(hands: InitHands): Promise<void> {
  const state = await hands.runtimeState().catch(() => null)
  if (state?.bundle === hands.layout.bundle()) {
    await hands
      .runc()
      .delete(hands.meta.id, { force: true })
      .catch(() => {})
  }
  hands.letGoOfConsole()
  await hands.save({ rerunning: false })
}
