import { useMemo } from 'react'
import { create } from 'zustand'
import { type Checkpoint, keyOf } from '../../shared/model.ts'

interface CheckpointsState {
  byId: ReadonlyMap<string, Checkpoint>
}

/** Checkpoints as the engine published them, by id. */
export const useCheckpoints = create<CheckpointsState>()(() => ({ byId: new Map() }))

const oldestFirst = (all: Iterable<Checkpoint>) =>
  [...all].sort((a, b) => a.createdAt.localeCompare(b.createdAt))

export function useCheckpointList(): Checkpoint[] {
  const byId = useCheckpoints((state) => state.byId)
  return useMemo(() => oldestFirst(byId.values()), [byId])
}

/** Those taken of one container, in the order of time. */
export function useCheckpointsOf(key: string | null): Checkpoint[] {
  const all = useCheckpointList()
  return useMemo(() => all.filter((one) => keyOf(one.container) === key), [all, key])
}
