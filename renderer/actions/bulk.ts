import type { HostId } from '../../shared/hosts.ts'
import type { InitAction } from '../../shared/lifecycle.ts'
import type { Container } from '../model.ts'
import { type Circumstances, whyNot } from './availability.ts'
import { act, kill } from './containers.ts'

const SIGKILL = 9

export const BULK_ACTIONS = ['start', 'pause', 'resume', 'kill', 'delete'] as const
export type BulkAction = Extract<InitAction, (typeof BULK_ACTIONS)[number]>

/** Those of `containers` whose state allows the action. A kill is meant for what has not ended. */
export function willing(
  action: BulkAction,
  containers: readonly Container[],
  around: (host: HostId) => Circumstances,
): Container[] {
  return containers.filter(
    (one) =>
      whyNot(action, one, around(one.host)) === null &&
      !(action === 'kill' && one.state === 'stopped'),
  )
}

/** Does one thing to several, all at once; each failure stands at its own container. */
export const actOnAll = (action: BulkAction, containers: readonly Container[]) =>
  Promise.all(
    containers.map((one) => (action === 'kill' ? kill(one, SIGKILL, true) : act(action, one))),
  )
