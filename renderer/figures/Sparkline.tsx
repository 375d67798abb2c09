import type { FigureName } from '../../shared/model.ts'
import classes from './Sparkline.module.css'
import type { Series } from './series.ts'
import { HEIGHT, sparkPath, WIDTH } from './spark-path.ts'

/** So far back it reaches. */
export const SPARK_SECONDS = 60

interface Props {
  series: Series
  name: FigureName
  /** what reaches the top where no value is higher */
  least: number
}

/** A minute at a glance; the figure beside it says what a screen reader needs. */
export function Sparkline({ series, name, least }: Props) {
  const { at, now, figures } = series
  return (
    <svg
      className={classes.line}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={sparkPath({ at, values: figures[name], now, seconds: SPARK_SECONDS, least })} />
    </svg>
  )
}
