import classes from './Sparkline.module.css'

const WIDTH = 120
const HEIGHT = 18
const POINTS = 60

/** The points of a line through `values`, the newest at the right edge, scaled to the highest of them. */
export function sparkPoints(values: readonly number[]): string {
  const highest = Math.max(...values, 1e-9)
  const step = WIDTH / (POINTS - 1)
  return values
    .map((value, index) => {
      const x = WIDTH - (values.length - 1 - index) * step
      const y = HEIGHT - 1 - (value / highest) * (HEIGHT - 2)
      return `${x.toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}

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
