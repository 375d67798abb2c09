import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { kept } from './kept.ts'

const Recording = z.object({
  /** ISO 8601 */
  since: z.string(),
  marks: z.array(z.object({ at: z.string(), label: z.string() })),
})
export type Recording = z.infer<typeof Recording>

const Kept = z.object({ byTab: z.record(z.string(), Recording) })

interface RecordingsState extends z.infer<typeof Kept> {
  begin(tab: string): void
  mark(tab: string): void
  end(tab: string): void
}

/**
 * Since when consoles are recorded, by the keys of their tabs. The bytes are in the console's own log, so a recording goes on
 * over a reload, and over an engine's death.
 */
export const useRecordings = create<RecordingsState>()(
  persist(
    (set) => ({
      byTab: {},
      begin: (tab) =>
        set(({ byTab }) => ({ byTab: { ...byTab, [tab]: { since: now(), marks: [] } } })),
      mark: (tab) =>
        set(({ byTab }) => {
          const recording = byTab[tab]
          if (!recording) return {}
          const label = `mark ${recording.marks.length + 1}`
          const marks = [...recording.marks, { at: now(), label }]
          return { byTab: { ...byTab, [tab]: { ...recording, marks } } }
        }),
      end: (tab) => set(({ byTab: { [tab]: _, ...others } }) => ({ byTab: others })),
    }),
    kept('recordings', Kept, ({ byTab }) => ({ byTab })),
  ),
)

const now = () => new Date().toISOString()
