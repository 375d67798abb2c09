import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { kept } from './kept.ts'

interface SelectionState {
  /** key of the container that the inspector shows */
  selected: string | null
  /** keys chosen with Space, for doing one thing to several */
  marked: readonly string[]
  select(key: string | null): void
  toggleMark(key: string): void
  /** Chooses all that the list shows. */
  markListed(): void
  /** Chooses these beside what was chosen. */
  mark(keys: readonly string[]): void
  /** Chooses all from the one that the inspector shows to this one. */
  markTo(key: string): void
  clearMarks(): void
  keepOnly(exists: (key: string) => boolean): void
}

/** The containers that the list shows, in their order: it says so whenever it is drawn. */
export const listed: { keys: readonly string[] } = { keys: [] }

function between(from: string | null, to: string): readonly string[] {
  const [a, b] = [from === null ? -1 : listed.keys.indexOf(from), listed.keys.indexOf(to)]
  if (a < 0 || b < 0) return [to]
  return listed.keys.slice(Math.min(a, b), Math.max(a, b) + 1)
}

const Kept = z.object({ selected: z.string().nullable() })

export const useSelection = create<SelectionState>()(
  persist(
    (set) => ({
      selected: null,
      marked: [],
      select: (selected) => set({ selected }),
      toggleMark: (key) =>
        set(({ marked }) => ({
          marked: marked.includes(key) ? marked.filter((one) => one !== key) : [...marked, key],
        })),
      markListed: () => set({ marked: [...listed.keys] }),
      mark: (keys) => set(({ marked }) => ({ marked: [...new Set([...marked, ...keys])] })),
      markTo: (key) =>
        set(({ marked, selected }) => ({
          marked: [...new Set([...marked, ...between(selected, key)])],
        })),
      clearMarks: () => set({ marked: [] }),
      keepOnly: (exists) =>
        set(({ selected, marked }) => ({
          selected: selected !== null && exists(selected) ? selected : null,
          marked: marked.filter(exists),
        })),
    }),
    kept('selection', Kept, ({ selected }) => ({ selected })),
  ),
)
