import type {
  SpotlightActionData,
  SpotlightActionGroupData,
  SpotlightFilterFunction,
} from '@mantine/spotlight'
import type { Container } from '../model.ts'
import { nameWithHost } from '../store/hosts.ts'

type Entry = SpotlightActionData & { group: string }

/**
 * Those in which every word that was typed is found, in any order: what is called so before what is only said to be so, what
 * can be done before what cannot. A heading stands where its first entry does.
 */
export const byWords: SpotlightFilterFunction = (query, groups) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const entries = groups.flatMap((group): Entry[] =>
    'actions' in group ? group.actions.map((entry) => ({ ...entry, group: group.group })) : [],
  )
  const ranked = entries
    .map((entry) => ({ entry, rank: rankOf(entry, words) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
  return grouped(ranked.map(({ entry }) => entry))
}

/** null: it does not answer. The sort is stable: within a rank they keep their order. */
function rankOf(entry: Entry, words: readonly string[]): number | null {
  const label = entry.label?.toLowerCase() ?? ''
  const more = [label, entry.description ?? '', ...[entry.keywords ?? []].flat()]
    .join(' ')
    .toLowerCase()
  const unable = entry['aria-disabled'] === true && words.length > 0 ? 2 : 0
  if (words.every((word) => label.includes(word))) return unable
  return words.every((word) => more.includes(word)) ? unable + 1 : null
}

function grouped(entries: readonly Entry[]): SpotlightActionGroupData[] {
  const groups = new Map<string, SpotlightActionData[]>()
  for (const { group, ...entry } of entries) {
    const known = groups.get(group)
    if (known) known.push(entry)
    else groups.set(group, [entry])
  }
  return [...groups].map(([group, actions]) => ({ group, actions }))
}

/** So many have all their actions in the palette at once: each has a dozen. */
const MOST_CONTAINERS = 40

/** The containers that what was typed may mean: those that it names; where it names none the first ones. */
export function namedIn(query: string, containers: readonly Container[]): readonly Container[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const named = containers.filter((one) => {
    const name = nameWithHost(one).toLowerCase()
    return words.some((word) => name.includes(word))
  })
  return (named.length > 0 ? named : containers).slice(0, MOST_CONTAINERS)
}
