import type { ReactNode } from 'react'
import classes from './Facts.module.css'

/** Names and values in two columns; values that are long break anywhere. */
export function Facts({
  facts,
}: {
  facts: ReadonlyArray<readonly [name: string, value: ReactNode]>
}) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
