export const WIDTH = 120
export const HEIGHT = 18
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
