import { t } from '@lingui/core/macro'
import { SegmentedControl } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { FIGURES_KEPT_S } from '../../shared/model.ts'
import { useEntries } from '../journal/use-entries.ts'
import { useNameOf } from '../store/foreign.ts'
import { countedInWords, FIGURE_WORDS, uncountedInWords } from '../words/figures.ts'
import { clock } from '../words/time.ts'
import { Graph } from './Graph.tsx'
import classes from './Graphs.module.css'
import { drawable, type GraphOf, limitOf, RANGES, uncounted } from './graph-list.ts'
import type { Graphed } from './graphed.ts'
import { MarkList } from './MarkList.tsx'
import { type Mark, marksBetween, marksOf } from './marks.ts'
import { momentInWords, valuesInWords } from './moment.ts'
import { nearest, type Series } from './series.ts'
import { useFigures } from './use-figures.ts'
import { usePointed } from './use-pointed.ts'

/** So much is shown after an end. */
const AFTER_END_MS = 3000

interface Props {
  container: Graphed
  height: number
  /** beside the choice of the range */
  tools: ReactNode
  /** in the place of the graphs */
  instead?(series: Series, marks: readonly Mark[], seconds: number): ReactNode
}

/** What a container used in the last minutes, with marks where something was done or happened. */
export function Graphs({ container, height, tools, instead }: Props) {
  const [seconds, setSeconds] = useState<string>('60')
  const range = Number(seconds)
  const ended = container.status === 'stopped'
  const series = useFigures(container, ended ? FIGURES_KEPT_S : range)
  const all = marksOf(useEntries(container), series)
  const to = series ? endOf(container, series) : 0
  const marks = marksBetween(all, to - 1000 * range, to)
  return (
    <div className={classes.graphs}>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t`How far back`}
          data={[...RANGES]}
          value={seconds}
          onChange={setSeconds}
        />
        {tools}
      </div>
      {!series || series.at.length === 0 ? (
        <p className={classes.note}>
          {ended
            ? t`There are none of its last minutes: figures are read while somebody looks, and kept for ten minutes.`
            : t`Its figures are being read…`}
        </p>
      ) : instead ? (
        instead({ ...series, now: to }, marks, range)
      ) : (
        <Drawn container={container} {...{ series, to, range, marks, height }} />
      )}
      <MarkList marks={marks} />
    </div>
  )
}

interface DrawnProps {
  container: Graphed
  series: Series
  /** ms since 1970 */
  to: number
  range: number
  marks: readonly Mark[]
  height: number
}

/** The graphs below each other. For the keyboard and a screen reader they are one slider along the time. */
function Drawn({ container, series, to, range, marks, height }: DrawnProps) {
  const from = to - 1000 * range
  const { pointed, onPoint, onKeyDown } = usePointed(series, from)
  const n = pointed === null ? series.at.length - 1 : nearest(series.at, pointed)
  const latest = container.status === 'stopped' ? t`at its end` : t`now`
  const time = pointed === null ? latest : timeOf(pointed)
  const graphs = drawable(series)
  const notes = [
    uncountedInWords(uncounted(series).map(({ title }) => title)),
    countedInWords(series.network, container),
  ].filter((note) => note !== null)
  return (
    <>
      <p className={classes.time}>{time}</p>
      <div
        className={classes.slider}
        role="slider"
        tabIndex={0}
        aria-label={t`Time in the graphs of ${{ id: useNameOf(container) }}`}
        aria-valuemin={-range}
        aria-valuemax={0}
        aria-valuenow={pointed === null ? 0 : Math.round((pointed - to) / 1000)}
        aria-valuetext={momentInWords(series, n, marks, { at: pointed, time })}
        onKeyDown={onKeyDown}
      >
        {graphs.map((graph, index) => (
          <div key={graph.title} className={classes.one}>
            <Heading graph={graph} series={series} n={n} />
            <Graph
              {...{ series, height, from, to, marks, pointed, onPoint }}
              names={graph.names}
              most={limitOf(graph, series)}
              namesMarks={index === 0}
              showsTimes={index === graphs.length - 1}
            />
          </div>
        ))}
      </div>
      {notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
    </>
  )
}

interface HeadingProps {
  graph: GraphOf
  series: Series
  n: number | null
}

function Heading({ graph, series, n }: HeadingProps) {
  return (
    <div className={classes.heading}>
      <span>{graph.title}</span>
      {valuesInWords(graph, series, n).map(({ name, words }) => (
        <span key={name} className={classes.value}>
          {graph.names.length > 1 && (
            <span className={classes.key} data-second={name === graph.names[1] || undefined}>
              {FIGURE_WORDS[name]}
            </span>
          )}{' '}
          {words}
        </span>
      ))}
    </div>
  )
}

/** Up to now; of one that has ended up to its end, however long ago that was. */
const endOf = ({ status, exit }: Graphed, { now }: Series) =>
  status === 'stopped' && exit ? Math.min(now, Date.parse(exit.at) + AFTER_END_MS) : now

const timeOf = (ms: number) => clock(new Date(ms).toISOString())
