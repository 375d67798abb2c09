import { create } from 'zustand'

interface SynchronisedState {
  /** keys of the consoles that were chosen to be typed into at once; none: nothing is synchronised */
  members: readonly string[]
  /** of every console that this window has: why what is typed elsewhere does not reach it; null where it does */
  refusals: ReadonlyMap<string, string | null>
  start(keys: readonly string[]): void
  stop(): void
  /** One takes no part any more; with fewer than two left, nobody does. */
  leave(key: string): void
  keepOnly(exists: (key: string) => boolean): void
  tell(key: string, refusal: string | null): void
  forget(key: string): void
}

const several = (members: readonly string[]) => (members.length > 1 ? members : [])

/** Synchronised input: chosen consoles, for as long as the page is open. A reload ends it, as nobody would expect it then. */
export const useSynchronised = create<SynchronisedState>()((set) => ({
  members: [],
  refusals: new Map(),
  start: (keys) => set({ members: several([...new Set(keys)]) }),
  stop: () => set({ members: [] }),
  leave: (key) =>
    set(({ members }) => ({ members: several(members.filter((one) => one !== key)) })),
  keepOnly: (exists) =>
    set(({ members }) =>
      members.every(exists) ? {} : { members: several(members.filter(exists)) },
    ),
  tell: (key, refusal) =>
    set(({ refusals }) =>
      refusals.has(key) && refusals.get(key) === refusal
        ? {}
        : { refusals: new Map(refusals).set(key, refusal) },
    ),
  forget: (key) =>
    set(({ refusals }) => {
      const left = new Map(refusals)
      left.delete(key)
      return { refusals: left }
    }),
}))

export const useIsSynchronised = (key: string) =>
  useSynchronised(({ members }) => members.includes(key))

/** Those of the chosen ones that input really reaches. */
export const takingPart = ({
  members,
  refusals,
}: Pick<SynchronisedState, 'members' | 'refusals'>): string[] =>
  members.filter((key) => refusals.get(key) === null)
