import { useMemo } from 'react'
import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import type { Container } from '../model.ts'

interface ContainersState {
  byKey: ReadonlyMap<string, Container>
}

/** Containers as the engine published them, by keyOf. */
export const useContainers = create<ContainersState>()(() => ({ byKey: new Map() }))

const byName = new Intl.Collator('en', { numeric: true }).compare

let ordered: readonly string[] = []

/**
 * Of one host or of several: by namespace, then by name with numbers in their order: shell-2 before shell-10. Names are
 * compared anew only where one came or went: of hundreds a few change each second, and names never do.
 */
export function inOrder(byKey: ReadonlyMap<string, Container>): Container[] {
  const same = ordered.length === byKey.size && ordered.every((key) => byKey.has(key))
  if (!same) ordered = [...byKey].sort(([, a], [, b]) => compare(a, b)).map(([key]) => key)
  return ordered.flatMap((key) => byKey.get(key) ?? [])
}

const compare = (a: Container, b: Container) =>
  (a.namespace === b.namespace ? 0 : byName(a.namespace, b.namespace)) || byName(a.id, b.id)

export function useContainerList(): Container[] {
  const byKey = useContainers((state) => state.byKey)
  return useMemo(() => inOrder(byKey), [byKey])
}

export const useContainer = (key: string | null) =>
  useContainers((state) => (key === null ? undefined : state.byKey.get(key)))

/** Names in use in a namespace of a host. */
export function takenNames(
  containers: Iterable<Container>,
  host: HostId,
  namespace: string,
): Set<string> {
  const there = [...containers].filter((one) => one.host === host && one.namespace === namespace)
  return new Set(there.map((one) => one.id))
}
