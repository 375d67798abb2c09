import type { RestartRecord } from '../groups/restart-policy.ts'
import type { Runc } from '../runtime/runc.ts'
import type { RuntimeState } from '../runtime/state-file.ts'
import type { ContainerMetadata } from './metadata.ts'

/** What running a container again does to it; all of it with the container's lock held. */
export interface Hands {
  readonly meta: Readonly<ContainerMetadata>
  readonly bundle: string
  runc(): Runc
  /** as runc has it; null where it knows none */
  runtimeState(): Promise<RuntimeState | null>
  /** Its output has drained, or is not waited for any longer. */
  drained(): Promise<void>
  letGoOfConsole(): void
  /** Creates it in runc out of the bundle that it has; gives what that changed. */
  launch(): Promise<Partial<ContainerMetadata>>
  save(change: Partial<ContainerMetadata>): Promise<void>
  update(change: Partial<ContainerMetadata>): Promise<void>
}

/**
 * Deletes a stopped container in runc, and creates and starts it anew out of the bundle and the files that it has. What
 * fails before it runs, or is cut off before runc has created it, leaves it stopped as it was; what is cut off later the next
 * engine finishes (settleRerun).
 */
export async function runAgain(hands: Hands, restarts: RestartRecord): Promise<void> {
  await hands.drained()
  await hands.save({ rerunning: true })
  try {
    await hands.runc().delete(hands.meta.id)
    hands.letGoOfConsole()
    const launched = await hands.launch()
    await hands.runc().start(hands.meta.id)
    const startedAt = new Date().toISOString()
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
})

/** In a runtime root that others use too, one of the same id may have been put in its place: that is not ours to end. */
async function undo(hands: Hands): Promise<void> {
  const state = await hands.runtimeState().catch(() => null)
  if (state?.bundle === hands.bundle) {
    await hands
      .runc()
      .delete(hands.meta.id, { force: true })
      .catch(() => {})
  }
  hands.letGoOfConsole()
  await hands.save({ rerunning: false })
}
