import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { kept } from '../store/kept.ts'

const Kept = z.object({ offered: z.boolean() })

interface TourState {
  /** it was taken, declined or passed over: it is offered once */
  offered: boolean
  /** number of the station in sight, from 0; null: no tour is under way */
  at: number | null
  start(): void
  goTo(at: number): void
  leave(): void
  /** It is not offered any more. */
  settle(): void
}

/** The tour: whether it is to be offered, and where it is. */
export const useTour = create<TourState>()(
  persist(
    (set) => ({
      offered: false,
      at: null,
      start: () => set({ at: 0, offered: true }),
      goTo: (at) => set({ at }),
      leave: () => set({ at: null }),
      settle: () => set({ offered: true }),
    }),
    kept('tour', Kept, ({ offered }) => ({ offered })),
  ),
)
