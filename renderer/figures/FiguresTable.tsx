import { t } from '@lingui/core/macro'
import { FIGURES_EVERY_MS } from '../../shared/model.ts'
import { FIGURE_WORDS, figureInWords } from '../words/figures.ts'
import { clock } from '../words/time.ts'
import classes from './FiguresTable.module.css'
import { GRAPHS } from './graph-list.ts'
import type { Mark } from './marks.ts'
import type { Series } from './series.ts'
import { tableRows } from './table-rows.ts'

const COLUMNS = GRAPHS.flatMap(({ names }) => names)

interface Props {
  series: Series
  marks: readonly Mark[]
  seconds: number
}

/** The graphs as a table, newest first: one row for some seconds, with their highest values. */
export function FiguresTable({ series, marks, seconds }: Props) {
  const rows = tableRows(series, marks, seconds)
  const step = (rows.step / FIGURES_EVERY_MS).toFixed(0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={classes.frame} aria-label={t`Figures as a table`} tabIndex={0}>
      <table className={classes.table}>
        <caption className={classes.caption}>{t`the highest of every ${step} s`}</caption>
        <thead>
          <tr>
            <th>{t`until`}</th>
            {COLUMNS.map((name) => (
              <th key={name} className={classes.number}>
                {FIGURE_WORDS[name]}
              </th>
            ))}
            <th>{t`what was done`}</th>
          </tr>
        </thead>
        <tbody>
          {rows.rows.map(({ until, highest, done }) => (
            <tr key={until}>
              <td className={classes.number}>{clock(new Date(until).toISOString())}</td>
              {COLUMNS.map((name) => (
                <td key={name} className={classes.number}>
                  {highest[name] === null ? '–' : figureInWords(name, highest[name])}
                </td>
              ))}
              <td className={classes.done}>{done.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
