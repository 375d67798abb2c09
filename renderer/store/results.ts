import { create } from 'zustand'
import { type ContainerRef, keyOf } from '../model.ts'

/** How it went with one of several. */
export type Outcome = 'under way' | 'done' | 'refused' | 'failed'

export interface Result {
  container: ContainerRef
  outcome: Outcome
  /** why it was refused, or what was said as it failed */
  why: string | null
}

/** Something done to several containers at once. */
export interface Deed {
  /** “Pause” */
  what: string
  results: readonly Result[]
  /** does it again to those that it failed for */
  again(containers: readonly ContainerRef[]): void
}

interface ResultsState {
  /** the last one, until it is dismissed */
  deed: Deed | null
  began(deed: Deed): void
  /** of the deed that was begun with `what`; nothing where another one has begun since */
  came(deed: Deed, result: Result): void
  dismiss(): void
}

/** What was done to several, with a result for each. */
export const useResults = create<ResultsState>()((set) => ({
  deed: null,
  began: (deed) => set({ deed }),
  came: ({ again }, result) =>
    set(({ deed }) =>
      deed?.again === again
        ? {
            deed: {
              ...deed,
              results: deed.results.map((one) =>
                keyOf(one.container) === keyOf(result.container) ? result : one,
              ),
            },
          }
        : {},
    ),
  dismiss: () => set({ deed: null }),
}))
