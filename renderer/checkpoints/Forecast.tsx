import { t } from '@lingui/core/macro'
import type { CheckpointForecast } from '../../shared/model.ts'
import type { CheckpointInput } from '../actions/checkpoints.ts'
import { engineWords } from '../language/engine-words.ts'
import { bytes } from '../words/sizes.ts'
import { duration } from '../words/time.ts'
import classes from './CheckpointDialog.module.css'
import { OPTION_LABELS } from './option-labels.ts'

/** What a checkpoint would meet and how much it is, said before it is taken; `options` as they are now. */
export function Forecast({
  forecast: { findings, memory, takes },
  options,
}: {
  forecast: CheckpointForecast
  options: CheckpointInput
}) {
  const refused = findings.filter(({ kind }) => kind === 'refused')
  return (
    <div role="note" className={classes.forecast} data-refused={refused.length > 0 || undefined}>
      <span>
        {t`${{ size: bytes(memory) }} of memory to write, about ${{ time: duration(takes) }}`}
      </span>
      {findings.map(({ message, hint, option }) => (
        <div key={message}>
          <strong>{engineWords(message)}</strong>
          {option &&
            ` · ${
              options[option]
                ? t`set by itself: ${{ option: OPTION_LABELS[option] }}`
                : t`fails without: ${{ option: OPTION_LABELS[option] }}`
            }`}
          {hint && <p>{engineWords(hint)}</p>}
        </div>
      ))}
    </div>
  )
}
