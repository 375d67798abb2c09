import { create } from 'zustand'
import { withEntry, withoutEntry } from './keyed.ts'

/** A config.json under an editor's hands. */
export interface Draft {
  /** the one that the container had */
  basedOn: string
  text: string
}

interface DraftsState {
  /** by container: kept when the editor is closed, for as long as the window is open */
  byKey: ReadonlyMap<string, Draft>
  keep(key: string, draft: Draft): void
  forget(key: string): void
}

export const useDrafts = create<DraftsState>()((set) => ({
  byKey: new Map(),
  keep: (key, draft) => set(({ byKey }) => ({ byKey: withEntry(byKey, key, draft) })),
  forget: (key) => set(({ byKey }) => ({ byKey: withoutEntry(byKey, key) })),
}))

export const useDraft = (key: string) => useDrafts((state) => state.byKey.get(key))
