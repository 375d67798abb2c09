import { t } from '@lingui/core/macro'
import { useMemo } from 'react'
import { create } from 'zustand'
import { type HostEntry, type HostId, OWN_HOST } from '../../shared/hosts.ts'
import type { ContainerRef } from '../model.ts'
import { useConnection } from './connection.ts'
import { withEntry, withoutEntry } from './keyed.ts'

interface HostsState {
  /** as the register published them, in its order; empty until it has answered */
  byId: ReadonlyMap<HostId, HostEntry>
  /** what was amiss with the list of machines */
  problem: string | null
  /** the host that what has no container of its own goes to: a new container, the journal, the header's word */
  workedOn: HostId
  workOn(host: HostId): void
  came(entries: readonly HostEntry[], problem: string | null): void
  changed(entry: HostEntry): void
  removed(host: HostId): void
}

/** The hosts that there are, and the one worked on. */
export const useHosts = create<HostsState>()((set) => ({
  byId: new Map(),
  problem: null,
  workedOn: OWN_HOST,
  workOn: (workedOn) => set({ workedOn }),
  came: (entries, problem) =>
    set({ byId: new Map(entries.map((one) => [one.id, called(one)])), problem }),
  changed: (entry) => set(({ byId }) => ({ byId: withEntry(byId, entry.id, called(entry)) })),
  removed: (host) => set(({ byId }) => ({ byId: withoutEntry(byId, host) })),
}))

/** Our own machine's names are the register's words; other hosts are called by their users and addresses. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  'this machine, as me': t`this machine, as me`,
  'this machine, as root': t`this machine, as root`,
}

const called = (entry: HostEntry): HostEntry =>
  entry.kind === 'ssh' ? entry : { ...entry, label: OWN_NAMES[entry.label] ?? entry.label }

export const useWorkedOn = () => useHosts((state) => state.workedOn)

export const useHostEntry = (host: HostId) => useHosts((state) => state.byId.get(host))

/** The hosts whose engines this window shows, connected or lost: its own first. */
export function useShownHosts(): HostId[] {
  const byHost = useConnection((state) => state.byHost)
  const byId = useHosts((state) => state.byId)
  return useMemo(() => shownHosts(byHost, byId), [byHost, byId])
}

/** Those that are wanted, and that this window does not show before they are asked again. */
export function useWaitingHosts(): HostEntry[] {
  const byHost = useConnection((state) => state.byHost)
  const byId = useHosts((state) => state.byId)
  return useMemo(
    () => [...byId.values()].filter(({ id, wanted }) => wanted && !byHost.has(id)),
    [byHost, byId],
  )
}

/** In the register's order; one that it does not know yet or any more comes last. */
export function shownHosts(
  connected: ReadonlyMap<HostId, unknown>,
  known: ReadonlyMap<HostId, unknown>,
): HostId[] {
  const order = [OWN_HOST, ...known.keys(), ...connected.keys()]
  return [...new Set(order)].filter((host) => connected.has(host))
}

/** How a host is called; before the register has answered there is none but our own. */
export const hostLabel = (host: HostId) => useHosts.getState().byId.get(host)?.label ?? host

/** A dialog's title: names the host it is for, where there are several to be told apart. */
export function useOnHost(title: string, host: HostId): string {
  const label = useHostEntry(host)?.label ?? host
  return useShownHosts().length > 1 ? t`${title} on ${label}` : title
}

/** A container's name, with its host where that is not our own. */
export const nameWithHost = ({ host, id }: ContainerRef) =>
  host === OWN_HOST ? id : t`${id} on ${{ label: hostLabel(host) }}`
