import { t } from '@lingui/core/macro'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Deviation } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import classes from './Deviations.module.css'

const WORDS = { danger: t`Danger`, caution: t`Caution` } as const

/** Where a container is confined less than by default: each with its word, its colour, and why it matters. */
export function Deviations({ list }: { list: readonly Deviation[] }) {
  if (list.length === 0) return null
  return (
    <ul className={classes.list} aria-label={t`Less safe than the defaults`}>
      {list.map(({ field, level, what, why }) => (
        <li key={`${field} ${what}`} className={classes.item} data-level={level}>
          <IconAlertTriangle size={14} aria-hidden />
          <span>
            <strong>
              {WORDS[level]}: {engineWords(what)}.
            </strong>{' '}
            {engineWords(why)}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** How many there are, in the colour of the worst; nothing where there are none. */
export function DeviationCount({ list }: { list: readonly Deviation[] }) {
  if (list.length === 0) return null
  const level = list.some((one) => one.level === 'danger') ? 'danger' : 'caution'
  return (
    <span className={classes.count} data-level={level}>
      <IconAlertTriangle size={14} aria-hidden />
      {t`${{ count: list.length }} less safe than the defaults`}
    </span>
  )
}
