import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { kept } from './kept.ts'

const Kept = z.object({
  inspector: z.boolean(),
  journal: z.boolean(),
  /** sections of the inspector that are open */
  sections: z.array(z.string()),
  /** xterm's accessible copy of the screen */
  screenReader: z.boolean(),
  /** keys of groups whose members are not shown in the list */
  folded: z.array(z.string()).default([]),
  /** the list shows what containers use */
  figures: z.boolean().default(true),
})

interface LayoutState extends z.infer<typeof Kept> {
  toggleInspector(): void
  toggleJournal(): void
  toggleSection(name: string): void
  toggleScreenReader(): void
  toggleFigures(): void
  fold(group: string, folded: boolean): void
}

/** What is folded and what is open; sizes are kept by the panels themselves. */
export const useLayout = create<LayoutState>()(
  persist(
    (set) => ({
      inspector: true,
      journal: false,
      sections: ['Processes', 'Details'],
      screenReader: false,
      folded: [],
      figures: true,
      toggleInspector: () => set(({ inspector }) => ({ inspector: !inspector })),
      toggleJournal: () => set(({ journal }) => ({ journal: !journal })),
      toggleSection: (name) =>
        set(({ sections }) => ({
          sections: sections.includes(name)
            ? sections.filter((one) => one !== name)
            : [...sections, name],
        })),
      toggleScreenReader: () => set(({ screenReader }) => ({ screenReader: !screenReader })),
      toggleFigures: () => set(({ figures }) => ({ figures: !figures })),
      fold: (group, on) =>
        set(({ folded }) => ({
          folded: on ? [...new Set([...folded, group])] : folded.filter((one) => one !== group),
        })),
    }),
    kept('layout', Kept, ({ inspector, journal, sections, screenReader, folded, figures }) => ({
      inspector,
      journal,
      sections,
      screenReader,
      folded,
      figures,
    })),
  ),
)
