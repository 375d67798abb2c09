import { t } from '@lingui/core/macro'
import classes from './Compare.module.css'

const SIGNS = {
  started: '+',
  opened: '+',
  added: '+',
  gone: '−',
  closed: '−',
  removed: '−',
  changed: '~',
  moved: '~',
} as const

const WORDS: Readonly<Record<keyof typeof SIGNS, string>> = {
  started: t`started`,
  opened: t`opened`,
  added: t`added`,
  gone: t`gone`,
  closed: t`closed`,
  removed: t`removed`,
  changed: t`changed`,
  moved: t`moved`,
}

/** What became of something: a sign, a colour and a word. */
export function Change({ kind }: { kind: keyof typeof SIGNS }) {
  return (
    <span className={classes.change} data-sign={SIGNS[kind]}>
      <span aria-hidden="true">{SIGNS[kind]}</span> {WORDS[kind]}
    </span>
  )
}
