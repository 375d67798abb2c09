import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import { givenKey, type Shell } from '../model.ts'

interface ShellsState {
  byId: ReadonlyMap<string, Shell>
}

/** Host shells as the engines published them, by givenKey. */
export const useShells = create<ShellsState>()(() => ({ byId: new Map() }))

export const shellOf = (target: { host: HostId; shell: string }) =>
  useShells.getState().byId.get(givenKey({ host: target.host, id: target.shell }))
