import classes from './Sparkline.module.css'
import { HEIGHT, sparkPoints, WIDTH } from './spark-points.ts'

/** A minute at a glance; the figure beside it says what a screen reader needs. */
export function Sparkline({ values }: { values: readonly number[] }) {
  return (
    <svg
      className={classes.line}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polyline points={sparkPoints(values)} />
    </svg>
  )
}
