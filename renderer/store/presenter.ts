import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { kept } from './kept.ts'

/** Something that happened elsewhere while one container was shown to others. */
export interface Missed {
  /** ms */
  at: number
  words: string
}

interface PresenterState {
  on: boolean
  /** whether presenter mode brought the group of consoles in front to full: leaving it shows all again */
  zoomedGroup: boolean
  /** the newest last */
  missed: readonly Missed[]
  enter(how: { zoomedGroup: boolean }): void
  leave(): void
  miss(words: string): void
}

const Kept = z.object({ on: z.boolean(), zoomedGroup: z.boolean() })
/** More are not read by anybody. */
const MOST_MISSED = 100

/**
 * Presenter mode, of this window alone: another one is the speaker's own. It changes nothing that is kept elsewhere, so
 * that everything is as it was once it is left.
 */
export const usePresenter = create<PresenterState>()(
  persist(
    (set) => ({
      on: false,
      zoomedGroup: false,
      missed: [],
      enter: ({ zoomedGroup }) => set({ on: true, zoomedGroup, missed: [] }),
      leave: () => set({ on: false, zoomedGroup: false, missed: [] }),
      miss: (words) =>
        set(({ missed }) => ({
          missed: [...missed, { at: Date.now(), words }].slice(-MOST_MISSED),
        })),
    }),
    kept('presenter', Kept, ({ on, zoomedGroup }) => ({ on, zoomedGroup }), 'this window'),
  ),
)

export const useIsPresenting = () => usePresenter((state) => state.on)
