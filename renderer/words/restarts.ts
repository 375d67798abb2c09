import { t } from '@lingui/core/macro'
import type { Container } from '../../shared/model.ts'

/** How far the restarts after failures have come, for a row; null where there is nothing to say. */
export function restartWords({ naming, restarts, state }: Container): string | null {
  const { count, dueAt } = restarts
  const most = naming.restarts
  if (count === 0) return null
  if (dueAt !== null) return t`restart ${count} of ${most} soon`
  if (state === 'stopped') return t`given up after ${count}`
  return state === 'running' ? t`restart ${count} of ${most}` : null
}
