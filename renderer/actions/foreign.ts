import { t } from '@lingui/core/macro'
import type { Client } from '../../shared/client.ts'
import { initCell } from '../../shared/lifecycle.ts'
import { foreignName } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { type ContainerRef, type ForeignContainer, keyOf, refOf } from '../model.ts'
import { useHosts } from '../store/hosts.ts'
import { useSelection } from '../store/selection.ts'
import { attempt } from './attempt.ts'
import { type Circumstances, type Why, whyNothing } from './availability.ts'

/** Selects one that something else made: the middle stays as it is, for it has no console of ours. */
export function goToForeign(container: ContainerRef): void {
  useSelection.getState().select(keyOf(container))
  useHosts.getState().workOn(container.host)
}

export const pauseForeign = (container: ForeignContainer) =>
  act('pause', container, (client) => client.call('foreign.pause', refOf(container)))

export const resumeForeign = (container: ForeignContainer) =>
  act('resume', container, (client) => client.call('foreign.resume', refOf(container)))

export const killForeign = (container: ForeignContainer, signal: number) =>
  act('signal', container, (client) => client.call('foreign.kill', { ...refOf(container), signal }))

const COULD_NOT = {
  pause: (id: string) => t`Could not pause ${id}`,
  resume: (id: string) => t`Could not resume ${id}`,
  signal: (id: string) => t`Could not signal ${id}`,
} as const

const act = (
  verb: keyof typeof COULD_NOT,
  container: ForeignContainer,
  run: (client: Client) => Promise<unknown>,
) =>
  attempt({
    host: container.host,
    place: keyOf(container),
    what: COULD_NOT[verb](foreignName(container)),
    run,
  })

/** Why something cannot be done to it: the connection, what is known of it, or its state, in this order. */
export function whyNotForeign(
  action: 'pause' | 'resume' | 'kill' | 'exec',
  { state, lookOnly }: ForeignContainer,
  around: Circumstances,
): Why {
  const nothing = whyNothing(around)
  if (nothing) return nothing
  if (lookOnly !== null) return engineWords(lookOnly)
  if (action === 'kill' && state === 'stopped') return t`nothing runs in it`
  const cell = initCell(action, state)
  return cell.allowed ? null : engineWords(cell.reason)
}
