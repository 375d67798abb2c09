import { type JournalEntry, keyOf } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { formatArgs } from '../words/command-line.ts'

export interface JournalFilter {
  /** a container's key without its host; null: all, and what was of none */
  container: string | null
  action: string | null
  /** words that all stand in it somewhere, in any case */
  text: string
  failedOnly: boolean
}

export const NO_FILTER: JournalFilter = {
  container: null,
  action: null,
  text: '',
  failedOnly: false,
}

/** Those that the filter lets through, in their order. */
export function filtered(
  entries: readonly JournalEntry[],
  { container, action, text, failedOnly }: JournalFilter,
): readonly JournalEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (container === null && action === null && !failedOnly && words.length === 0) return entries
  return entries.filter(
    (entry) =>
      (container === null || (entry.container && keyOf(entry.container) === container)) &&
      (action === null || entry.action === action) &&
      (!failedOnly || entry.error !== null) &&
      (words.length === 0 || holds(entry, words)),
  )
}

function holds({ action, container, commands, error, note }: JournalEntry, words: string[]) {
  const lines = commands.map(({ argv }) => formatArgs(argv))
  const text = [
    action,
    container?.id,
    ...lines,
    error && engineWords(error.message),
    error?.said,
    note && engineWords(note),
  ]
    .filter(Boolean)
    .join('\n')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

/** What there is to choose from, in the order of the alphabet. */
export function choices(entries: readonly JournalEntry[]) {
  const containers = new Map(
    entries.flatMap(({ container }) => (container ? [[keyOf(container), container] as const] : [])),
  )
  return {
    actions: [...new Set(entries.map(({ action }) => action))].sort(),
    containers: [...containers]
      .map(([value, { namespace, id }]) => ({
        value,
        label: namespace === 'default' ? id : `${id} (${namespace})`,
      }))
      .sort((a, b) => a.label.localeCompare(b.label)),
  }
}
