import { useEffect } from 'react'
import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import type { Volume } from '../../shared/model.ts'
import { listVolumes } from '../actions/volumes.ts'
import { useConnection } from '../store/connection.ts'
import { withEntry } from '../store/keyed.ts'

interface VolumesState {
  /** of every host that was asked, by name; absent: not known yet */
  byHost: ReadonlyMap<HostId, readonly Volume[]>
  /** how often a host has said that they are others than before */
  changes: ReadonlyMap<HostId, number>
  put(host: HostId, volumes: readonly Volume[]): void
  /** What is shown of them is asked for anew by whoever shows it. */
  stale(host: HostId): void
}

export const useVolumes = create<VolumesState>()((set) => ({
  byHost: new Map(),
  changes: new Map(),
  put: (host, volumes) => set(({ byHost }) => ({ byHost: withEntry(byHost, host, volumes) })),
  stale: (host) =>
    set(({ changes }) => ({ changes: withEntry(changes, host, (changes.get(host) ?? 0) + 1) })),
}))

/** The volumes of a host, asked for anew with each connection and each change; undefined until they are known. */
export function useVolumesOf(host: HostId): readonly Volume[] | undefined {
  const client = useConnection((state) => state.byHost.get(host)?.client)
  const change = useVolumes((state) => state.changes.get(host))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change is a reason to ask anew
  useEffect(() => {
    if (client) void listVolumes(host)
  }, [client, host, change])
  return useVolumes((state) => state.byHost.get(host))
}
