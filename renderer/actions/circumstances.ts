import { type HostId, OWN_HOST, ROOT_HOST } from '../../shared/hosts.ts'
import { useConnection } from '../store/connection.ts'
import { useHosts } from '../store/hosts.ts'
import { machineOf } from '../store/machines.ts'
import type { Circumstances } from './availability.ts'

/** What beside its state decides whether an action on a container of that host can be done, at this moment. */
export const circumstancesOf = (host: HostId): Circumstances => ({
  ready: useConnection.getState().byHost.get(host)?.phase === 'ready',
  preflight: machineOf(host).preflight,
  root:
    host === OWN_HOST && useHosts.getState().byId.has(ROOT_HOST)
      ? { preflight: machineOf(ROOT_HOST).preflight }
      : null,
})
