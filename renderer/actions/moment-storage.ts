import { t } from '@lingui/core/macro'
import type { HostId } from '../../shared/hosts.ts'
import type { Checkpoint } from '../model.ts'
import { momentPlace } from '../store/places.ts'
import { attempt } from './attempt.ts'

/** Where the moments' share of the disk is shown; where it is set: it is read again while a failure of that stands. */
export const MOMENT_STORAGE_PLACE = 'moment storage'
export const MOMENT_BUDGET_PLACE = 'moment budget'

export const storeMoment = (checkpoint: Checkpoint) =>
  attempt({
    host: checkpoint.host,
    place: momentPlace(checkpoint),
    what: t`Could not store ${{ name: checkpoint.name }} as a difference`,
    run: (client, options) =>
      client.call('checkpoints.store', { checkpoint: checkpoint.id }, options),
  })

export const makeWhole = (checkpoint: Checkpoint) =>
  attempt({
    host: checkpoint.host,
    place: momentPlace(checkpoint),
    what: t`Could not make ${{ name: checkpoint.name }} whole`,
    run: (client, options) =>
      client.call('checkpoints.makeWhole', { checkpoint: checkpoint.id }, options),
  })

export const readMomentStorage = (host: HostId) =>
  attempt({
    host,
    place: MOMENT_STORAGE_PLACE,
    what: t`Could not read how moments are stored`,
    run: (client, options) => client.call('checkpoints.storage', {}, options),
  })

/** `budget`: bytes; null: as is usual. */
export const setMomentBudget = (host: HostId, budget: number | null) =>
  attempt({
    host,
    place: MOMENT_BUDGET_PLACE,
    what: t`Could not change how moments are stored`,
    run: (client, options) => client.call('checkpoints.setStorage', { budget }, options),
  })
