import { t } from '@lingui/core/macro'
import type { HostId } from '../../shared/hosts.ts'
import type { CreateInput } from '../../shared/model.ts'
import type { LessonContainer } from '../lessons/lesson-schema.ts'
import { type Checkpoint, type Container, refOf } from '../model.ts'
import { takenNames, useContainers } from '../store/containers.ts'
import { DEFAULT_NAMESPACE } from '../store/machines.ts'
import { freeName } from '../words/names.ts'
import { attempt } from './attempt.ts'
import { create } from './containers.ts'

/** Where a lesson's failures stand: its panel. */
export const LESSONS_PLACE = 'lessons'

export const listLessons = (host: HostId) =>
  attempt({
    host,
    place: LESSONS_PLACE,
    what: t`Could not list the lessons`,
    run: (client, options) => client.call('lessons.list', {}, options),
  })

/** null: no folder any more. */
export const chooseLessons = (host: HostId, folder: string | null) =>
  attempt({
    host,
    place: LESSONS_PLACE,
    what: t`Could not use the folder`,
    run: (client, options) => client.call('lessons.choose', { folder }, options),
  })

/** What a lesson's file may ask for and no more: the starter, confined as usual, with a network of its own. */
export const requestOf = (
  { name: _, script, args, start: __, ...wanted }: LessonContainer,
  id: string,
): CreateInput => {
  const command = script ? ['sh', '-c', script] : args
  const { memory, cpus, pids } = wanted.limits
  return {
    namespace: DEFAULT_NAMESPACE,
    id,
    source: { kind: 'starter' },
    process: { terminal: wanted.terminal, ...(command && { args: command }) },
    stdin: 'open',
    network: 'own',
    limits: {
      ...(memory !== undefined && { memory }),
      ...(cpus !== undefined && { cpus }),
      ...(pids !== undefined && { pids }),
    },
  }
}

/** A container for a lesson, by a name that is free; undefined where that failed. */
export function makeLessonContainer(host: HostId, wanted: LessonContainer) {
  const { byKey } = useContainers.getState()
  const id = freeName(wanted.name, takenNames(byKey.values(), host, DEFAULT_NAMESPACE))
  return create(host, requestOf(wanted, id), { andStart: wanted.start, place: LESSONS_PLACE })
}

/** Ends and deletes what a lesson made: containers, then their moments. Gives undefined where a part of it failed. */
export function removeWhatItMade(
  host: HostId,
  containers: readonly Container[],
  moments: readonly Checkpoint[],
) {
  return attempt({
    host,
    place: LESSONS_PLACE,
    what: t`Could not remove ${{ name: containers.map(({ id }) => id).join(', ') }}`,
    run: async (client, options) => {
      for (const container of containers) {
        await client.call('containers.stop', { ...refOf(container), graceSeconds: 0 }, options)
        await client.call('containers.delete', refOf(container), options)
      }
      // The newest first: an older one may be what it is kept as a difference to.
      for (const { id: checkpoint } of [...moments].reverse()) {
        await client.call('checkpoints.delete', { checkpoint }, options)
      }
      return true
    },
  })
}
