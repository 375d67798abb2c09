import type { z } from 'zod'
import { createJSONStorage, type PersistOptions, type StateStorage } from 'zustand/middleware'
import { ownConsole } from '../console-window/link.ts'

/** Outside a browser nothing outlives the process. */
const forgetful: StateStorage = { getItem: () => null, setItem: () => {}, removeItem: () => {} }

/**
 * A window keeps what is its own over a reload, so that two of them do not take each other's consoles; a new one begins
 * with what was kept last. A console's own window has nothing to keep.
 */
const ofWindow = (): StateStorage => ({
  getItem: (name) => window.sessionStorage.getItem(name) ?? window.localStorage.getItem(name),
  setItem(name, value) {
    if (ownConsole) return
    window.sessionStorage.setItem(name, value)
    window.localStorage.setItem(name, value)
  },
  removeItem(name) {
    window.sessionStorage.removeItem(name)
    window.localStorage.removeItem(name)
  },
})

/**
 * Whose it is: a window's, and a new one begins with what the last one kept; this window's alone, which a new one does not
 * begin with; or the same in every window.
 */
export type Keeper = 'window' | 'this window' | 'every window'

const STORAGES: Readonly<Record<Keeper, () => StateStorage>> = {
  window: ofWindow,
  'this window': () => window.sessionStorage,
  'every window': () => window.localStorage,
}

/** The name in the browser's storage. */
export const keptAs = (name: string) => `runcible.${name}`

/**
 * How a store is kept in the browser from one visit to the next. What is read back is checked: it may be of an older
 * version, or of somebody's making.
 * @param pick the part of the state that is kept
 */
export function kept<State extends object, Part extends object>(
  name: string,
  schema: z.ZodType<Part>,
  pick: (state: State) => Part,
  keeper: Keeper = 'window',
): PersistOptions<State, Part> {
  return {
    name: keptAs(name),
    storage: createJSONStorage(() =>
      typeof window === 'undefined' ? forgetful : STORAGES[keeper](),
    ),
    partialize: pick,
    merge: (read, current) => ({ ...current, ...schema.safeParse(read).data }),
  }
}
