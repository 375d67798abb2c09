import { useMemo } from 'react'
import { create } from 'zustand'
import type { HostId } from '../../shared/hosts.ts'
import { type Checkpoint, type ContainerRef, givenKey, keyOf } from '../model.ts'

interface CheckpointsState {
  byId: ReadonlyMap<string, Checkpoint>
}

/** Checkpoints as the engines published them, by givenKey. */
export const useCheckpoints = create<CheckpointsState>()(() => ({ byId: new Map() }))

const oldestFirst = (all: Iterable<Checkpoint>) =>
  [...all].sort((a, b) => a.createdAt.localeCompare(b.createdAt))

/** Those of one host. */
export function useCheckpointList(host: HostId): Checkpoint[] {
  const byId = useCheckpoints((state) => state.byId)
  return useMemo(
    () => oldestFirst([...byId.values()].filter((one) => one.host === host)),
    [byId, host],
  )
}

export const useCheckpoint = (host: HostId, id: string | null) =>
  useCheckpoints((state) => (id === null ? undefined : state.byId.get(givenKey({ host, id }))))

/** Those taken of one container, in the order of time. */
export function useCheckpointsOf(key: string | null): Checkpoint[] {
  const byId = useCheckpoints((state) => state.byId)
  return useMemo(
    () => oldestFirst([...byId.values()].filter((one) => keyOf(one.container) === key)),
    [byId, key],
  )
}

/** The last one of a container that can be gone back to, as it is known now. */
export const newestMoment = (container: ContainerRef): Checkpoint | undefined =>
  oldestFirst(
    [...useCheckpoints.getState().byId.values()].filter(
      (one) => one.restorable && keyOf(one.container) === keyOf(container),
    ),
  ).at(-1)
