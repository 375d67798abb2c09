import { t } from '@lingui/core/macro'
import { Progress as Bar } from '@mantine/core'
import type { Progress } from '../../shared/contract.ts'
import { ProgressWords } from '../parts/ProgressWords.tsx'
import { bytes } from '../words/sizes.ts'
import classes from './ImagesDialog.module.css'

/** How far an import has come: in all, and layer by layer. */
export function CopyProgress({ progress }: { progress: Progress | null }) {
  // The same layer may be there twice.
  const parts = progress?.parts?.map((part, at) => ({ ...part, key: `${at} ${part.name}`, at }))
  return (
    <div className={classes.progress}>
      <p role="status">{progress ? <ProgressWords progress={progress} /> : t`beginning`}</p>
      {parts && (
        <ul aria-label={t`Layers under way`}>
          {parts.map(({ name, done, total, key, at }) => (
            <li key={key}>
              <code>{name.replace('sha256:', '').slice(0, 12)}</code>
              <Bar
                size="sm"
                value={total > 0 ? (100 * done) / total : 100}
                aria-label={t`Layer ${{ number: at + 1 }}`}
              />
              <span>{t`${{ done: bytes(done) }} of ${{ all: bytes(total) }}`}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
