import { create } from 'zustand'
import { withEntry } from './keyed.ts'

/** A longer one would be no title. */
const MOST = 80

interface TitlesState {
  /** what the programs in consoles call themselves (OSC 0 and 2), by the keys of their tabs */
  byTab: ReadonlyMap<string, string>
  tell(tab: string, title: string): void
}

export const useTitles = create<TitlesState>()((set) => ({
  byTab: new Map(),
  tell: (tab, title) => set(({ byTab }) => ({ byTab: withEntry(byTab, tab, cleaned(title)) })),
}))

/** As text that turns no direction and fits a tab. */
export const cleaned = (title: string): string =>
  [...title.replace(/[\p{Cc}\p{Cf}]/gu, '')].slice(0, MOST).join('').trim()
