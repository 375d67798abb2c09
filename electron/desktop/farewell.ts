import type { Container } from '../../shared/model.ts'
import { words } from './words/words.ts'

/** So many are named; the others are counted. */
const NAMED = 4

/** What is said when the last window closes; null where nothing runs on that somebody could miss. */
export function farewell(
  containers: readonly Container[],
): { message: string; detail: string } | null {
  const running = containers.filter(({ state }) => state === 'running' || state === 'paused')
  if (running.length === 0) return null
  const names = running.slice(0, NAMED).map(({ id }) => id)
  const rest = running.length - names.length
  const { one, several, andMore, seeIt, seeThem } = words().farewell
  const named = names.join(', ')
  if (running.length === 1) return { message: one(named), detail: seeIt }
  const listed = rest > 0 ? andMore(named, rest) : named
  return { message: several(running.length), detail: `${listed}.\n${seeThem}` }
}
