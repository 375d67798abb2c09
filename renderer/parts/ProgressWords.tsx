import { t } from '@lingui/core/macro'
import type { Progress } from '../../shared/contract.ts'
import { engineWords } from '../language/engine-words.ts'
import { bytes } from '../words/sizes.ts'

/** Phase, and figure of figure where it can be counted. */
export function ProgressWords({ progress }: { progress: Progress }) {
  const { done, total, unit } = progress
  const phase = engineWords(progress.phase)
  if (done === undefined) return phase
  const figure = (n: number) => (unit === 'bytes' ? bytes(n) : `${n}${unit ? ` ${unit}` : ''}`)
  return total === undefined
    ? `${phase} ${figure(done)}`
    : t`${phase} ${{ done: figure(done) }} of ${{ total: figure(total) }}`
}
