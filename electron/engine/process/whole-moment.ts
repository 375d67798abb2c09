import { NOBODY, type Waiting } from '../waiting.ts'
import type { EngineContext } from './context.ts'
import type { Exclusive } from './exclusive.ts'

/**
 * Has a moment's memory whole before anything is changed for its restore, shown as a phase of that. What it gives lets go of it.
 * Throws as `Storage.whole`.
 */
export const wholeMoment = (
  { storage }: Pick<EngineContext, 'storage'>,
  exclusive: Exclusive,
  moment: string,
  { signal, progress }: Waiting = NOBODY,
): Promise<() => void> =>
  storage.whole(moment, {
    signal,
    progress: (value) => {
      exclusive.phase(value.phase)
      progress(value)
    },
  })
