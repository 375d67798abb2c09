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
  clearMarks(): void
  keepOnly(exists: (key: string) => boolean): void
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
