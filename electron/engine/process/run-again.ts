import type { RestartRecord } from '../groups/restart-policy.ts'
import type { InitHands } from './init-hands.ts'
import type { ContainerMetadata } from './metadata.ts'

/**
 * Deletes a stopped container in runc, and creates and starts it anew out of the bundle and the files that it has. What
 * fails before it runs, or is cut off before runc has created it, leaves it stopped as it was; what is cut off later the next
 * engine finishes (settleRerun).
 */
export async function runAgain(hands: InitHands, restarts: RestartRecord): Promise<void> {
  await hands.drained()
  await hands.save({ rerunning: true })
  try {
    await hands.runc().delete(hands.meta.id)
    hands.letGoOfConsole()
    const launched = await hands.launch(null)
    await hands.runc().start(hands.meta.id)
    const startedAt = new Date().toISOString()
    hands.problem(null)
    await hands.update({ ...launched, ...running(startedAt), restarts })
  } catch (error) {
    await undo(hands)
    throw error
  }
}

export const running = (startedAt: string): Partial<ContainerMetadata> => ({
  state: 'running',
  startedAt,
  exit: null,
  restore: null,
  rerunning: false,
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
