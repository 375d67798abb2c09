import { FIGURES_GAP_MS, type FigureName, type Figures, ofEachFigure } from '../../shared/model.ts'

type Readings = readonly (number | null)[]

/** What a container used, as far back as somebody wants to see. */
export interface Series extends Pick<Figures, 'limits' | 'killed' | 'network'> {
  /** ms since 1970, by its engine's clock */
  at: readonly number[]
  figures: Readonly<Record<FigureName, Readings>>
  /** the engine's time when it told */
  now: number
  /** so far back it reaches, as far as the engine has it */
  seconds: number
}

/** What was known with what is new, and without what is older than `seconds`; an engine that tells of the past again begins it anew. */
export function joined(
  before: Series | undefined,
  told: Figures,
  { now, seconds }: Pick<Series, 'now' | 'seconds'>,
): Series {
  const isNext = before !== undefined && (told.at[0] ?? now) > (before.at.at(-1) ?? 0)
  const old = isNext && before.seconds >= seconds ? before : undefined
  const at = [...(old?.at ?? []), ...told.at]
  const first = at.findIndex((time) => time >= now - 1000 * seconds)
  const from = first < 0 ? at.length : first
  return {
    at: at.slice(from),
    figures: ofEachFigure((name) =>
      [...(old?.figures[name] ?? []), ...told.figures[name]].slice(from),
    ),
    limits: told.limits,
    killed: told.killed,
    network: told.network,
    now,
    seconds,
  }
}

/** The same with a reading of nothing in each gap, so that no line leads across. */
export function withGaps(at: readonly number[], columns: readonly Readings[]) {
  const times: number[] = []
  const filled: (number | null)[][] = columns.map(() => [])
  for (const [n, time] of at.entries()) {
    const before = at[n - 1]
    if (before !== undefined && time - before > FIGURES_GAP_MS) {
      times.push((before + time) / 2)
      for (const column of filled) column.push(null)
    }
    times.push(time)
    for (const [c, column] of columns.entries()) filled[c]?.push(column[n] ?? null)
  }
  return { at: times, columns: filled }
}

/** The reading nearest to a time; null where the nearest is further from it than a gap. */
export function nearest(at: readonly number[], time: number): number | null {
  let best = -1
  for (const [n, one] of at.entries()) {
    if (best < 0 || Math.abs(one - time) < Math.abs((at[best] ?? 0) - time)) best = n
  }
  return best >= 0 && Math.abs((at[best] ?? 0) - time) <= FIGURES_GAP_MS ? best : null
}
