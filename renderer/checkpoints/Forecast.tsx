import { t } from '@lingui/core/macro'
import type { CheckpointFinding, CheckpointForecast } from '../../shared/model.ts'
import type { CheckpointInput } from '../actions/checkpoints.ts'
import { engineWords } from '../language/engine-words.ts'
import { bytes } from '../words/sizes.ts'
import { duration } from '../words/time.ts'
import classes from './CheckpointDialog.module.css'
import { COPY_FILES_LABEL, OPTION_LABELS } from './option-labels.ts'

/** What a checkpoint would meet and how much it is, said before it is taken; `options` as they are now. */
export function Forecast({
  forecast: { findings, memory, takes },
  options,
}: {
  forecast: CheckpointForecast
  options: CheckpointInput
}) {
  const refused = findings.filter(({ kind }) => kind === 'refused')
  const met = findings.filter(({ kind, option }) => !(kind === 'left' && option && options[option]))
  return (
    <div role="note" className={classes.forecast} data-refused={refused.length > 0 || undefined}>
      <span>
        {t`${{ size: bytes(memory) }} of memory to write, about ${{ time: duration(takes) }}`}
      </span>
      {met.map((finding) => (
        <div key={finding.message}>
          <strong>{engineWords(finding.message)}</strong>
          {finding.option && ` · ${withOption(finding, options)}`}
          {finding.hint && <p>{engineWords(finding.hint)}</p>}
        </div>
      ))}
    </div>
  )
}

const LABELS = { ...OPTION_LABELS, copyFiles: COPY_FILES_LABEL }

/** What its option does, or would do. */
function withOption({ kind, option: name }: CheckpointFinding, options: CheckpointInput): string {
  if (!name) return ''
  const option = LABELS[name]
  if (kind === 'left') return t`taken along by: ${option}`
  return options[name] ? t`set by itself: ${option}` : t`fails without: ${option}`
}
