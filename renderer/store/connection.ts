import { create } from 'zustand'
import type { Client } from '../../shared/client.ts'
import type { WireError } from '../../shared/errors.ts'
import { type HostId, OWN_HOST } from '../../shared/hosts.ts'
import { withEntry, withoutEntry } from './keyed.ts'

interface Connection {
  /** connecting: nothing was ever there; lost: what is shown may be old */
  phase: 'connecting' | 'ready' | 'lost'
  client: Client | null
  why: WireError | null
}

interface ConnectionState {
  /** of every host that the window shows */
  byHost: ReadonlyMap<HostId, Connection>
  began(host: HostId): void
  opened(host: HostId, client: Client): void
  lost(host: HostId, why: WireError | null): void
  /** The host is not shown any more. */
  ended(host: HostId): void
}

const CONNECTING: Connection = { phase: 'connecting', client: null, why: null }

/** Whether there is an engine to talk to, on each host. */
export const useConnection = create<ConnectionState>()((set) => {
  const put = (host: HostId, connection: Connection) =>
    set(({ byHost }) => ({ byHost: withEntry(byHost, host, connection) }))
  return {
    byHost: new Map([[OWN_HOST, CONNECTING]]),
    began: (host) => put(host, CONNECTING),
    opened: (host, client) => put(host, { phase: 'ready', client, why: null }),
    lost: (host, why) => put(host, { phase: 'lost', client: null, why }),
    ended: (host) => set(({ byHost }) => ({ byHost: withoutEntry(byHost, host) })),
  }
})

export const usePhase = (host: HostId) =>
  useConnection((state) => state.byHost.get(host)?.phase ?? 'lost')

export const useIsReady = (host: HostId) => usePhase(host) === 'ready'

export const useClient = (host: HostId) =>
  useConnection((state) => state.byHost.get(host)?.client ?? null)
