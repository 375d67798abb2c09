import { t } from '@lingui/core/macro'
import type { HostId } from '../../shared/hosts.ts'
import { useMachines } from '../store/machines.ts'
import { attempt } from './attempt.ts'

/** Where looking at a machine is under way, and fails. */
export const PREFLIGHT_PLACE = 'preflight'

/** Looks anew at what a machine has and lacks. */
export async function lookAgain(host: HostId): Promise<void> {
  const preflight = await attempt({
    host,
    place: PREFLIGHT_PLACE,
    what: t`Could not check this machine`,
    run: (client, options) => client.call('engine.preflight', { again: true }, options),
  })
  if (preflight) useMachines.getState().change(host, { preflight })
}
