import type { Container } from '../../shared/model.ts'

/** How far the restarts after failures have come, for a row; null where there is nothing to say. */
export function restartWords({ naming, restarts, state }: Container): string | null {
  const { count, dueAt } = restarts
  if (count === 0) return null
  if (dueAt !== null) return `restart ${count} of ${naming.restarts} soon`
  if (state === 'stopped') return `given up after ${count}`
  return state === 'running' ? `restart ${count} of ${naming.restarts}` : null
}
