import type { CheckpointComparison, FileComparison, FileText } from '../../shared/model.ts'
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

/** What either side is, where there are no lines to be shown beside each other. */
export function noLinesInWords({ was, is }: FileComparison): string {
  if (!was && !is) return 'It is on neither side any more: it was removed after they were compared.'
  return `${sideInWords('It was', was)} ${sideInWords('It is', is)}`
}

function sideInWords(verb: string, file: FileText | null): string {
  if (!file) return `${verb} not there.`
  if (file.kind === 'binary') return `${verb} no text, ${bytes(file.bytes)}.`
  if (file.kind === 'other') return `${verb} no file.`
  return `${verb} a ${file.kind}, ${bytes(file.bytes)}.`
}
