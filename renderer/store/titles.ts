import { create } from 'zustand'
import type { ConsoleTarget } from '../model.ts'
import { withEntry } from './keyed.ts'
import { tabKey } from './tab-key.ts'

/** A longer one would be no title. */
const MOST = 80

interface TitlesState {
  /** what the programs in consoles call themselves (OSC 0 and 2), by the keys of their tabs */
  byTab: ReadonlyMap<string, { target: ConsoleTarget; title: string }>
  tell(target: ConsoleTarget, title: string): void
  keepOnly(wanted: (target: ConsoleTarget) => boolean): void
}

export const useTitles = create<TitlesState>()((set) => ({
  byTab: new Map(),
  tell: (target, title) =>
    set(({ byTab }) => ({
      byTab: withEntry(byTab, tabKey(target), { target, title: cleaned(title) }),
    })),
  keepOnly: (wanted) =>
    set(({ byTab }) => {
      const left = [...byTab].filter(([, { target }]) => wanted(target))
      return left.length === byTab.size ? {} : { byTab: new Map(left) }
    }),
}))

/** As text that turns no direction and fits a tab. */
export const cleaned = (title: string): string =>
  [...title.replace(/[\p{Cc}\p{Cf}]/gu, '')].slice(0, MOST).join('').trim()
