import { t } from '@lingui/core/macro'
import type { Progress } from '../../shared/contract.ts'
import { bytes } from '../words/sizes.ts'

/** Phase, and figure of figure where it can be counted. */
export function ProgressWords({ progress: { phase, done, total, unit } }: { progress: Progress }) {
  if (done === undefined) return phase
  const figure = (n: number) => (unit === 'bytes' ? bytes(n) : `${n}${unit ? ` ${unit}` : ''}`)
  return total === undefined
    ? `${phase} ${figure(done)}`
    : t`${phase} ${{ done: figure(done) }} of ${{ total: figure(total) }}`
}
