import { useMemo } from 'react'
import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import { foreignName, type Unreadable } from '../../shared/model.ts'
import { type ContainerRef, type ForeignContainer, keyOf } from '../model.ts'
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

/** What a container of anybody's is called; '' where there is none. */
export function useNameOf(ref: ContainerRef | undefined): string {
  const foreign = useForeign(ref ? keyOf(ref) : null)
  return ref ? named(foreign, ref) : ''
}

/** The same, for what is done with it. */
export const nameOf = (ref: ContainerRef): string =>
  named(useForeignContainers.getState().byKey.get(keyOf(ref)), ref)

const named = (foreign: ForeignContainer | undefined, { id }: ContainerRef) =>
  foreign ? foreignName(foreign) : id

export const useForeign = (key: string | null) =>
  useForeignContainers((state) => (key === null ? undefined : state.byKey.get(key)))
