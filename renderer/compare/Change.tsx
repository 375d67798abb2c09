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

/** What became of something: a sign, a colour and a word. */
export function Change({ kind }: { kind: keyof typeof SIGNS }) {
  return (
    <span className={classes.change} data-sign={SIGNS[kind]}>
      <span aria-hidden="true">{SIGNS[kind]}</span> {kind}
    </span>
  )
}
