import { create } from 'zustand'
import type { Series } from '../figures/series.ts'
import type { ContainerRef } from '../model.ts'
import { keyOf } from '../model.ts'
import { withEntry, withoutEntry } from './keyed.ts'

/** One that somebody looks at. */
interface Wanted {
  ref: ContainerRef
  /** how far back, one for each that looks */
  seconds: readonly number[]
}

interface FiguresState {
  /** what the engines told, of those that are wanted */
  byKey: ReadonlyMap<string, Series>
  wanted: ReadonlyMap<string, Wanted>
  tell(news: readonly (readonly [key: string, series: Series])[]): void
  want(ref: ContainerRef, seconds: number): void
  unwant(ref: ContainerRef, seconds: number): void
}

/** What containers use, as long as somebody looks: what nobody looks at is not asked for. */
export const useFigureStore = create<FiguresState>()((set) => ({
  byKey: new Map(),
  wanted: new Map(),
  tell: (news) =>
    set(({ byKey, wanted }) => ({
      byKey: new Map([...byKey, ...news.filter(([key]) => wanted.has(key))]),
    })),
  want: (ref, seconds) =>
    set(({ wanted }) => {
      const key = keyOf(ref)
      const before = wanted.get(key)?.seconds ?? []
      return { wanted: withEntry(wanted, key, { ref, seconds: [...before, seconds] }) }
    }),
  unwant: (ref, seconds) =>
    set(({ wanted, byKey }) => {
      const key = keyOf(ref)
      const rest = [...(wanted.get(key)?.seconds ?? [])]
      rest.splice(rest.indexOf(seconds), 1)
      if (rest.length > 0) return { wanted: withEntry(wanted, key, { ref, seconds: rest }) }
      return { wanted: withoutEntry(wanted, key), byKey: withoutEntry(byKey, key) }
    }),
}))

/** How far back a container's figures are wanted. */
export const secondsOf = ({ seconds }: Wanted) => Math.max(...seconds)
