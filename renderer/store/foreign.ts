import { useMemo } from 'react'
import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import type { Unreadable } from '../../shared/model.ts'
import type { ForeignContainer } from '../model.ts'
import { foreignName } from '../words/foreign.ts'
import { withEntry } from './keyed.ts'

interface ForeignState {
  byKey: ReadonlyMap<string, ForeignContainer>
  /** what lies in the runtime roots of a host and could not be understood */
  unreadable: ReadonlyMap<HostId, readonly Unreadable[]>
  tell(host: HostId, unreadable: readonly Unreadable[]): void
}

/** Containers that something else made, as the engines published them, by keyOf. */
export const useForeignContainers = create<ForeignState>()((set) => ({
  byKey: new Map(),
  unreadable: new Map(),
  tell: (host, news) =>
    set(({ unreadable }) => {
      const isNews = JSON.stringify(unreadable.get(host) ?? []) !== JSON.stringify(news)
      return isNews ? { unreadable: withEntry(unreadable, host, news) } : {}
    }),
}))

const byName = new Intl.Collator('en', { numeric: true }).compare

/** By owner, then by name with numbers in their order. */
export function useForeignList(): ForeignContainer[] {
  const byKey = useForeignContainers((state) => state.byKey)
  return useMemo(
    () =>
      [...byKey.values()].sort(
        (a, b) => byName(a.owner, b.owner) || byName(foreignName(a), foreignName(b)),
      ),
    [byKey],
  )
}

export const useForeign = (key: string | null) =>
  useForeignContainers((state) => (key === null ? undefined : state.byKey.get(key)))
