import { FIGURES_GAP_MS } from '../../shared/model.ts'

export const WIDTH = 120
export const HEIGHT = 18

interface Spark {
  at: readonly number[]
  values: readonly (number | null)[]
  /** the right edge, and how much there is to the left of it */
  now: number
  seconds: number
  /** what reaches the top where no value is higher: next to nothing is to look like it */
  least: number
}

/** An SVG path through the values of the last `seconds`; where there were none it is broken. */
export function sparkPath({ at, values, now, seconds, least }: Spark): string {
  const highest = Math.max(least, ...values.map((value) => value ?? 0))
  let path = ''
  let before: number | null = null
  for (const [n, time] of at.entries()) {
    const value = values[n] ?? null
    const x = WIDTH - ((now - time) / (1000 * seconds)) * WIDTH
    if (value === null || x < 0) {
      before = null
      continue
    }
    const isOn = before !== null && time - before <= FIGURES_GAP_MS
    const y = HEIGHT - 1 - (value / highest) * (HEIGHT - 2)
    path += `${isOn ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    before = time
  }
  return path
}
