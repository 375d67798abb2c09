import { create } from 'zustand'
import type { WireError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/hosts.ts'
import { withEntry, withoutEntry } from './keyed.ts'

/** Something that failed, standing where it was started until somebody dismisses it. */
export interface Failure {
  /** one sentence: what failed */
  what: string
  error: WireError
  /** the host whose engine said so; its logs lie there */
  host: HostId
  /** tries again with the option that the error's remedy names, where that can be done */
  retry?: (option: string) => void
}

interface FailuresState {
  /** by place: a container's key, or the name of a dialog or region */
  byPlace: ReadonlyMap<string, Failure>
  report(place: string, failure: Failure): void
  dismiss(place: string): void
}

export const useFailures = create<FailuresState>()((set) => ({
  byPlace: new Map(),
  report: (place, failure) =>
    set(({ byPlace }) => ({ byPlace: withEntry(byPlace, place, failure) })),
  dismiss: (place) => set(({ byPlace }) => ({ byPlace: withoutEntry(byPlace, place) })),
}))

export const useFailure = (place: string) => useFailures((state) => state.byPlace.get(place))
