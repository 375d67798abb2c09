import { t } from '@lingui/core/macro'
import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { PlacedTarget } from '../console-window/link.ts'
import type { ConsoleTarget } from '../model.ts'
import { kept } from './kept.ts'
import { tabKey } from './tab-key.ts'

const Recording = z.object({
  target: PlacedTarget,
  /** ISO 8601 */
  since: z.string(),
  marks: z.array(z.object({ at: z.string(), label: z.string() })),
})
export type Recording = z.infer<typeof Recording>

const Kept = z.object({ byTab: z.record(z.string(), Recording) })

interface RecordingsState extends z.infer<typeof Kept> {
  begin(target: ConsoleTarget): void
  mark(tab: string): void
  end(tab: string): void
  keepOnly(wanted: (target: ConsoleTarget) => boolean): void
}

/**
 * Since when consoles are recorded, by the keys of their tabs. The bytes are in the console's own log, so a recording goes on
 * over a reload, and over an engine's death.
 */
export const useRecordings = create<RecordingsState>()(
  persist(
    (set) => ({
      byTab: {},
      begin: (target) =>
        set(({ byTab }) => ({
          byTab: { ...byTab, [tabKey(target)]: { target, since: now(), marks: [] } },
        })),
      mark: (tab) =>
        set(({ byTab }) => {
          const recording = byTab[tab]
          if (!recording) return {}
          const label = t`mark ${{ n: recording.marks.length + 1 }}`
          const marks = [...recording.marks, { at: now(), label }]
          return { byTab: { ...byTab, [tab]: { ...recording, marks } } }
        }),
      end: (tab) => set(({ byTab: { [tab]: _, ...others } }) => ({ byTab: others })),
      keepOnly: (wanted) =>
        set(({ byTab }) => {
          const left = Object.entries(byTab).filter(([, { target }]) => wanted(target))
          return left.length === Object.keys(byTab).length
            ? {}
            : { byTab: Object.fromEntries(left) }
        }),
    }),
    kept('recordings', Kept, ({ byTab }) => ({ byTab })),
  ),
)

const now = () => new Date().toISOString()
