import { type FigureName, ofEachFigure } from '../../shared/model.ts'
import type { Mark } from './marks.ts'
import type { Series } from './series.ts'

/** A table longer than that is no longer read. */
const ROWS = 30

export interface TableRow {
  /** ms since 1970 */
  until: number
  /** null: none was read in that time */
  highest: Readonly<Record<FigureName, number | null>>
  done: readonly string[]
}

/** The last `seconds` in at most thirty rows, newest first; `step`: how much time a row is of, ms. */
export function tableRows(
  { at, figures, now }: Pick<Series, 'at' | 'figures' | 'now'>,
  marks: readonly Mark[],
  seconds: number,
): { rows: TableRow[]; step: number } {
  const step = (1000 * seconds) / ROWS
  // A row is of the same time as long as it is there.
  const newest = Math.ceil(now / step)
  const rows = Array.from({ length: ROWS }, (_, n): TableRow => {
    const until = (newest - n) * step
    const isIn = (time: number) => time > until - step && time <= until
    const highest = ofEachFigure((name) => {
      const values = figures[name].filter((value, k) => value !== null && isIn(at[k] ?? 0))
      return values.length > 0 ? Math.max(...(values as number[])) : null
    })
    return {
      until,
      highest,
      done: marks.filter((mark) => isIn(mark.at)).map(({ what }) => what),
    }
  })
  return { rows, step }
}
