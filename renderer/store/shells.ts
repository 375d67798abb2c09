import { create } from 'zustand'
import type { Shell } from '../../shared/model.ts'

interface ShellsState {
  byId: ReadonlyMap<string, Shell>
}

/** Host shells as the engine published them, by id. */
export const useShells = create<ShellsState>()(() => ({ byId: new Map() }))
