import type { Container } from '../../shared/model.ts'

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
  const listed = rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
  return {
    message:
      running.length === 1
        ? `${listed} runs on without the window.`
        : `${running.length} containers run on without the window.`,
    detail: `${running.length === 1 ? '' : `${listed}.\n`}Start Runcible again to see ${running.length === 1 ? 'it' : 'them'}, with consoles and what they have written meanwhile.`,
  }
}
