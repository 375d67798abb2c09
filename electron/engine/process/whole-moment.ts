import { NOBODY, type Waiting } from '../waiting.ts'
import type { EngineContext } from './context.ts'
import type { Exclusive } from './exclusive.ts'

/** Whose moment is to be whole, and who is shown how far that is. */
interface Needed {
  context: Pick<EngineContext, 'storage'>
  exclusive: Exclusive
  moment: string
  call?: Waiting | undefined
}

/**
 * Has a moment's memory whole before anything is changed for its restore, shown as a phase of that, and holds it as long as
 * `work` takes. Throws as `Storage.whole`, and what `work` throws.
 */
export async function withWholeMoment<T>(
  { context, exclusive, moment, call: { signal, progress } = NOBODY }: Needed,
  work: () => Promise<T>,
): Promise<T> {
  const letGo = await context.storage.whole(moment, {
    signal,
    progress: (value) => {
      exclusive.phase(value.phase)
      progress(value)
    },
  })
  try {
    return await work()
  } finally {
    letGo()
  }
}
