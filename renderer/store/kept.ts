import type { z } from 'zod'
import { createJSONStorage, type PersistOptions, type StateStorage } from 'zustand/middleware'

/** Outside a browser nothing outlives the process. */
const forgetful: StateStorage = { getItem: () => null, setItem: () => {}, removeItem: () => {} }

/**
 * How a store is kept in the browser from one visit to the next. What is read back is checked: it may be of an older
 * version, or of somebody's making.
 * @param pick the part of the state that is kept
 */
export function kept<State extends object, Part extends object>(
  name: string,
  schema: z.ZodType<Part>,
  pick: (state: State) => Part,
): PersistOptions<State, Part> {
  return {
    name: `runcible.${name}`,
    storage: createJSONStorage(() =>
      typeof window === 'undefined' ? forgetful : window.localStorage,
    ),
    partialize: pick,
    merge: (read, current) => ({ ...current, ...schema.safeParse(read).data }),
  }
}
