import { t } from '@lingui/core/macro'
import type { z } from 'zod'
import {
  type AutomaticMoments,
  type CheckpointForecast,
  CheckpointOptions,
  type MomentChange,
} from '../../shared/model.ts'
import { neededOptions } from '../../shared/needed-options.ts'
import {
  type Checkpoint,
  type Container,
  type ContainerRef,
  keyOf,
  placed,
  refOf,
} from '../model.ts'
import { takenNames, useContainers } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { forkName } from '../words/names.ts'
import { attempt } from './attempt.ts'
import { goToConsole, whereAsked } from './navigate.ts'

export type CheckpointInput = z.input<typeof CheckpointOptions>

/** `options` with the one switched on that a remedy names; unchanged where it names none that is a switch. */
export function withOption<T extends object>(options: T, option: string): T {
  if (option === 'emptyNamespaces') return { ...options, emptyNamespaces: ['network'] }
  if (!Object.hasOwn(CheckpointOptions.shape, option)) return options
  const schema = CheckpointOptions.shape[option as keyof typeof CheckpointOptions.shape]
  return schema.safeParse(true).success ? { ...options, [option]: true } : options
}

/** Takes a checkpoint, at once or by the remedy of a failure (shown at `place`); its dialog closes once it is taken. */
export async function takeCheckpoint(
  container: ContainerRef,
  options: CheckpointInput,
  place: string,
): Promise<void> {
  const { host, id } = container
  const noCancel = options.exit
    ? t`it ends its container: CRIU may have done that already, so it is let finish`
    : null
  const taken = await attempt({
    host,
    place,
    what: t`Could not checkpoint ${id}`,
    run: (client, callOptions) =>
      client.call('containers.checkpoint', { ...refOf(container), options }, callOptions),
    noCancel,
    retry: (option) => void takeCheckpoint(container, withOption(options, option), place),
  })
  if (!taken) return
  useDialogs
    .getState()
    .closeAll((one) => one.kind === 'checkpoint' && keyOf(one.container) === keyOf(container))
}

/** The options that a container asks for as it is. */
export function foreseenOptions(forecast: CheckpointForecast | null): CheckpointInput {
  return forecast ? neededOptions(forecast) : {}
}

/** A second, running copy beside a container that runs on, from a moment that is taken for it and stays. */
export async function cloneLive(
  container: Container,
  options: CheckpointInput = {},
): Promise<void> {
  const { host, id, namespace } = container
  const taken = takenNames(useContainers.getState().byKey.values(), host, namespace)
  const copy = forkName(id, taken)
  const stillThere = whereAsked()
  const cloned = await attempt({
    host,
    place: keyOf(container),
    what: t`Could not clone ${id}`,
    run: (client, callOptions) =>
      client.call('containers.clone', { ...refOf(container), as: copy, options }, callOptions),
    retry: (option) => void cloneLive(container, withOption(options, option)),
  })
  if (cloned && stillThere()) goToConsole(placed(host, cloned))
}

/** Gives undefined where that failed, which is shown at `place`. */
export const automate = (
  container: ContainerRef,
  automatic: AutomaticMoments | null,
  place: string,
) =>
  attempt({
    host: container.host,
    place,
    what: t`Could not automate moments of ${{ id: container.id }}`,
    run: (client, options) =>
      client.call('containers.automate', { ...refOf(container), automatic }, options),
  })

export const editCheckpoint = (checkpoint: Checkpoint, change: MomentChange) =>
  attempt({
    host: checkpoint.host,
    place: keyOf(checkpoint.container),
    what: t`Could not change ${{ name: checkpoint.name }}`,
    run: (client, options) =>
      client.call('checkpoints.edit', { checkpoint: checkpoint.id, change }, options),
  })

export const deleteCheckpoint = (checkpoint: Checkpoint) =>
  attempt({
    host: checkpoint.host,
    place: keyOf(checkpoint.container),
    what: t`Could not delete ${{ name: checkpoint.name }}`,
    run: (client, options) =>
      client.call('checkpoints.delete', { checkpoint: checkpoint.id }, options),
  })
