import { t } from '@lingui/core/macro'
import { FIGURES_GAP_MS, type FigureName } from '../../shared/model.ts'
import { FIGURE_WORDS, figureInWords } from '../words/figures.ts'
import { GRAPHS, type GraphOf, limitOf } from './graph-list.ts'
import type { Mark } from './marks.ts'
import type { Series } from './series.ts'

/** The values of a graph at its `n`th reading, with its limit; a dash where there was none. */
export function valuesInWords(graph: GraphOf, series: Series, n: number | null) {
  const most = limitOf(graph, series)
  return graph.names.map((name) => {
    const value = valueAt(series, name, n)
    return { name, words: value === null ? '–' : valueInWords(name, value, most) }
  })
}

function valueInWords(name: FigureName, value: number, most: number | null): string {
  const now = figureInWords(name, value)
  return most === null ? now : t`${now} of ${{ limit: figureInWords(name, most) }}`
}

/** All that the graphs say at a time (null: the last), and what was done then: "12:03:04: CPU 2 %, memory 1.4 MiB of 64 MiB, …". */
export function momentInWords(
  series: Series,
  n: number | null,
  marks: readonly Mark[],
  { at, time }: { at: number | null; time: string },
): string {
  const then = at ?? series.at.at(-1) ?? series.now
  const values = GRAPHS.flatMap((graph) => valuesInWords(graph, series, n))
    .filter(({ words }) => words !== '–')
    .map(({ name, words }) => `${FIGURE_WORDS[name]} ${words}`)
  const done = marks
    .filter((mark) => Math.abs(mark.at - then) < FIGURES_GAP_MS / 2)
    .map(({ what }) => what)
  return `${time}: ${[...(values.length > 0 ? values : [t`no figures were read`]), ...done].join(', ')}`
}

const valueAt = ({ figures }: Series, name: FigureName, n: number | null) =>
  n === null ? null : (figures[name][n] ?? null)
