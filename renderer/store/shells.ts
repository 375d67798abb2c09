import { useMemo } from 'react'
import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import { type ContainerRef, givenKey, keyOf, type Shell } from '../model.ts'

interface ShellsState {
  byId: ReadonlyMap<string, Shell>
}

/** Debug sessions as the engines published them, by givenKey. */
export const useShells = create<ShellsState>()(() => ({ byId: new Map() }))

export const shellOf = (target: { host: HostId; shell: string }) =>
  useShells.getState().byId.get(givenKey({ host: target.host, id: target.shell }))

/** Those of a container, the oldest first. */
export function useShellsOf(container: ContainerRef): readonly Shell[] {
  const { byId } = useShells()
  const key = keyOf(container)
  return useMemo(
    () =>
      [...byId.values()]
        .filter((one) => keyOf(one.container) === key)
        .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt)),
    [byId, key],
  )
}
