import { t } from '@lingui/core/macro'
import type { CallInput, CallName } from '../../shared/contract.ts'
import type { HostId } from '../../shared/hosts.ts'
import type { InitAction } from '../../shared/lifecycle.ts'
import type { CreateInput, Limits } from '../../shared/model.ts'
import { type Container, type ContainerRef, keyOf, placed, refOf } from '../model.ts'
import { takenNames, useContainers } from '../store/containers.ts'
import { useHosts } from '../store/hosts.ts'
import { DEFAULT_NAMESPACE } from '../store/machines.ts'
import { useSelection } from '../store/selection.ts'
import { freeName } from '../words/names.ts'
import { attempt } from './attempt.ts'
import { goToConsole, whereAsked } from './navigate.ts'
import { canBeCalledAsBefore, canBeTurned, limitsCanBeSetBack } from './undoable.ts'

export type NamingInput = CallInput<'containers.label'>['naming']

/** Actions that need nothing but the container. */
type PlainAction = Extract<InitAction, 'start' | 'pause' | 'resume' | 'delete' | 'rerun'>
const PLAIN_CALLS = {
  start: 'containers.start',
  pause: 'containers.pause',
  resume: 'containers.resume',
  delete: 'containers.delete',
  rerun: 'containers.rerun',
} as const satisfies Record<PlainAction, CallName>

const COULD_NOT: Record<PlainAction, (id: string) => string> = {
  start: (id) => t`Could not start ${id}`,
  pause: (id) => t`Could not pause ${id}`,
  resume: (id) => t`Could not resume ${id}`,
  delete: (id) => t`Could not delete ${id}`,
  rerun: (id) => t`Could not run again ${id}`,
}

/** Starts, pauses, resumes, deletes or runs a container again. */
export async function act(action: PlainAction, container: ContainerRef) {
  const done = await actOnce(action, container)
  if (done) canBeTurned(action, container, actOnce)
  return done
}

/** The same, and it is no step that could be undone. */
export const actOnce = (action: PlainAction, container: ContainerRef) =>
  attempt({
    host: container.host,
    place: keyOf(container),
    what: COULD_NOT[action](container.id),
    run: (client, options) => client.call(PLAIN_CALLS[action], refOf(container), options),
  })

/** Sends a signal to the init, or to every process of the container. */
export function kill(container: ContainerRef, signal: number, all: boolean) {
  return attempt({
    host: container.host,
    place: keyOf(container),
    what: t`Could not signal ${{ id: container.id }}`,
    run: (client, options) =>
      client.call('containers.kill', { ...refOf(container), signal, all }, options),
  })
}

export async function updateLimits(container: ContainerRef, limits: Limits, place: string) {
  const before = useContainers.getState().byKey.get(keyOf(container))?.limits ?? {}
  const done = await limitOnce(container, limits, place)
  if (done) {
    limitsCanBeSetBack(container, before, limits, (former) =>
      limitOnce(container, former, keyOf(container)),
    )
  }
  return done
}

export const limitOnce = (container: ContainerRef, limits: Limits, place: string) =>
  attempt({
    host: container.host,
    place,
    what: t`Could not update the limits of ${{ id: container.id }}`,
    run: (client, options) =>
      client.call('containers.update', { ...refOf(container), limits }, options),
  })

/** Ends it in order; one that waits to be started again waits no longer. */
export function stop(container: ContainerRef) {
  return attempt({
    host: container.host,
    place: keyOf(container),
    what: t`Could not stop ${{ id: container.id }}`,
    run: (client, options) => client.call('containers.stop', refOf(container), options),
  })
}

/** Its name, labels, group and policy: all of it at once. */
export async function label(container: ContainerRef, naming: NamingInput, place: string) {
  const before = useContainers.getState().byKey.get(keyOf(container))?.naming
  const done = await labelOnce(container, naming, place)
  if (done && before) {
    canBeCalledAsBefore(container, () => labelOnce(container, before, keyOf(container)))
  }
  return done
}

const labelOnce = (container: ContainerRef, naming: NamingInput, place: string) =>
  attempt({
    host: container.host,
    place,
    what: t`Could not change ${{ id: container.id }}`,
    run: (client, options) =>
      client.call('containers.label', { ...refOf(container), naming }, options),
  })

export function closeStdin(container: ContainerRef) {
  return attempt({
    host: container.host,
    place: keyOf(container),
    what: t`Could not end the stdin of ${{ id: container.id }}`,
    run: (client, options) => client.call('containers.closeStdin', refOf(container), options),
  })
}

/**
 * Creates a container on a host, and starts it where asked; its console comes to the front, unless another was chosen meanwhile.
 * @returns the container, or undefined where the create failed (shown at `place`); a failed start stands at the container
 */
export async function create(
  host: HostId,
  request: CreateInput,
  { andStart, place }: { andStart: boolean; place: string },
): Promise<Container | undefined> {
  const stillThere = whereAsked()
  const made = await attempt({
    host,
    place,
    what: t`Could not create ${{ id: request.id }}`,
    run: (client, options) => client.call('containers.create', request, options),
  })
  if (!made) return undefined
  const container = placed(host, made)
  if (stillThere()) useSelection.getState().select(keyOf(container))
  if (andStart) await act('start', container)
  if (useSelection.getState().selected === keyOf(container)) goToConsole(container)
  return container
}

/** The starter with a shell in it, started, its console focused; on the host that is worked on. */
export function startDemoShell() {
  const { workedOn: host } = useHosts.getState()
  const { byKey } = useContainers.getState()
  const id = freeName('shell', takenNames(byKey.values(), host, DEFAULT_NAMESPACE))
  return create(
    host,
    {
      namespace: DEFAULT_NAMESPACE,
      id,
      source: { kind: 'starter' },
      process: { terminal: true },
      stdin: 'open',
      network: 'own',
    },
    { andStart: true, place: 'list' },
  )
}
