import { create } from 'zustand'
import type { Progress } from '../../shared/contract.ts'
import { withEntry, withoutEntry } from './keyed.ts'

/** A call of this window that is under way. */
export interface Running {
  /** ms since the epoch */
  startedAt: number
  progress: Progress | null
  cancel(): void
}

interface RunningState {
  /** by the place where it was started, as in failures */
  byPlace: ReadonlyMap<string, Running>
  began(place: string, running: Running): void
  progressed(place: string, progress: Progress): void
  ended(place: string): void
}

export const useRunning = create<RunningState>()((set) => ({
  byPlace: new Map(),
  began: (place, running) =>
    set(({ byPlace }) => ({ byPlace: withEntry(byPlace, place, running) })),
  progressed: (place, progress) =>
    set(({ byPlace }) => {
      const running = byPlace.get(place)
      return running ? { byPlace: withEntry(byPlace, place, { ...running, progress }) } : {}
    }),
  ended: (place) => set(({ byPlace }) => ({ byPlace: withoutEntry(byPlace, place) })),
}))

export const useRunningAt = (place: string) => useRunning((state) => state.byPlace.get(place))
