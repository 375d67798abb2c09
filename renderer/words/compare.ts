import type { CheckpointComparison } from '../../shared/model.ts'
import { commandInWords, stateInWords } from './inside.ts'
import { bytes, count } from './sizes.ts'

type ProcessChange = CheckpointComparison['processes'][number]

/** The command line; both of them where it became another. */
export function commandOfChange({ was, is }: ProcessChange): string {
  const [before, after] = [was, is].map((one) => (one ? commandInWords(one) : null))
  return before && after && before !== after ? `${before} → ${after}` : (after ?? before ?? '')
}

/** "alive → stopped, 1 thread → 3 threads": what else of it is otherwise. */
export function briefChanges({ was, is }: ProcessChange): string {
  if (!was || !is) return ''
  const state = [was, is].map((one) => stateInWords(one.state))
  const threads = [was, is].map((one) => count(one.threadCount, 'thread'))
  return [state, threads]
    .filter(([before, after]) => before !== after)
    .map((both) => both.join(' → '))
    .join(', ')
}

/** "+1.4 MiB", "−4 KiB". */
export function memoryChange(was: number | null, is: number | null): string {
  const difference = (is ?? 0) - (was ?? 0)
  return `${difference < 0 ? '−' : '+'}${bytes(Math.abs(difference))}`
}
