import { create } from 'zustand'
import type { Progress } from '../../shared/contract.ts'
import type { ContainerRef } from '../model.ts'
import { withEntry, withoutEntry } from './keyed.ts'
import { placesOf } from './places.ts'

/** A call of this window that is under way. */
export interface Running {
  /** ms since the epoch */
  startedAt: number
  progress: Progress | null
  /** why it cannot be cancelled; null where it can */
  noCancel: string | null
  /** it was asked to end and has not yet */
  cancelling: boolean
  cancel(): void
}

interface RunningState {
  /** by the place where it was started, as in failures */
  byPlace: ReadonlyMap<string, Running>
  began(place: string, running: Running): void
  changed(place: string, change: Partial<Pick<Running, 'progress' | 'cancelling'>>): void
  ended(place: string): void
}

export const useRunning = create<RunningState>()((set) => ({
  byPlace: new Map(),
  began: (place, running) =>
    set(({ byPlace }) => ({ byPlace: withEntry(byPlace, place, running) })),
  changed: (place, change) =>
    set(({ byPlace }) => {
      const running = byPlace.get(place)
      return running ? { byPlace: withEntry(byPlace, place, { ...running, ...change }) } : {}
    }),
  ended: (place) => set(({ byPlace }) => ({ byPlace: withoutEntry(byPlace, place) })),
}))

/** What this window has under way on a container, wherever in it that was begun. */
export const useRunningOn = (container: ContainerRef) =>
  useRunning(({ byPlace }) =>
    placesOf(container)
      .map((place) => byPlace.get(place))
      .find(Boolean),
  )

export const useRunningAt = (place: string) => useRunning((state) => state.byPlace.get(place))
