import { plural, t } from '@lingui/core/macro'
import type { CheckpointComparison, FileComparison, FileText } from '../../shared/model.ts'
import { commandInWords, stateInWords } from './inside.ts'
import { bytes } from './sizes.ts'

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
  const threads = [was, is].map((one) =>
    plural(one.threadCount, { one: '# thread', other: '# threads' }),
  )
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
  if (!was && !is)
    return t`It is on neither side any more: it was removed after they were compared.`
  return `${beforeInWords(was)} ${nowInWords(is)}`
}

function beforeInWords(file: FileText | null): string {
  if (!file) return t`It was not there.`
  const size = bytes(file.bytes)
  switch (file.kind) {
    case 'text':
      return t`It was a text, ${size}.`
    case 'link':
      return t`It was a link, ${size}.`
    case 'binary':
      return t`It was no text, ${size}.`
    case 'other':
      return t`It was no file.`
  }
}

function nowInWords(file: FileText | null): string {
  if (!file) return t`It is not there.`
  const size = bytes(file.bytes)
  switch (file.kind) {
    case 'text':
      return t`It is a text, ${size}.`
    case 'link':
      return t`It is a link, ${size}.`
    case 'binary':
      return t`It is no text, ${size}.`
    case 'other':
      return t`It is no file.`
  }
}
