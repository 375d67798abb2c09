import type { InitAction } from '../../../shared/lifecycle.ts'
import type { Container } from '../../../shared/model.ts'
import type { InitHands } from './init-hands.ts'
import type { ContainerMetadata } from './metadata.ts'
import { permitInit } from './permit.ts'

/** Locks, asks the table, acts, and moves to the table's next state with what the action changed. */
export function act(
  hands: InitHands,
  action: InitAction,
  phase: string,
  work: () => Promise<Partial<ContainerMetadata>>,
): Promise<Container> {
  const permit = () => permitInit(action, hands.meta.state)
  return hands.exclusive.act(action, phase, permit, async (state) => {
    const change = await work()
    await hands.follow({ ...change, state })
    return hands.toModel()
  })
}
