import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import type uPlot from 'uplot'
import type { FigureName } from '../../shared/model.ts'
import { useLook } from '../appearance/look.ts'
import { LEAST } from '../words/figures.ts'
import classes from './Graph.module.css'
import type { Mark } from './marks.ts'
import { makePlot, type Shown, TIMES_PX } from './plot.ts'
import { type Series, withGaps } from './series.ts'

interface Props {
  series: Series
  names: readonly FigureName[]
  /** of the drawing, px; the times below it come to that */
  height: number
  from: number
  to: number
  marks: readonly Mark[]
  most: number | null
  namesMarks: boolean
  showsTimes: boolean
  /** a time that all graphs beside each other show; null: none */
  pointed: number | null
  onPoint(time: number | null): void
}

/** One graph over time. What it shows is said in words beside it. */
export function Graph({ series, names, height, pointed, ...rest }: Props) {
  const { ref: measured, width } = useElementSize()
  const place = useRef<HTMLDivElement>(null)
  const ref = useMergedRef(measured, place)
  const plot = useRef<uPlot | null>(null)
  const scheme = useComputedColorScheme()
  const { contrast, zoom } = useLook()
  const shown = useRef<Shown & Pick<Props, 'onPoint'>>({ ...rest, least: 0 })
  shown.current = { ...rest, least: Math.max(...names.map((name) => LEAST[name])) }
  const { namesMarks, showsTimes } = rest
  const whole = height + (showsTimes ? TIMES_PX : 0)
  const colours = `${scheme} ${contrast}`
  const called = names.join(' ')

  // biome-ignore lint/correctness/useExhaustiveDependencies: `called` stands for `names`; a scheme has other colours
  useEffect(() => {
    const into = place.current
    if (!into || width === 0) return
    const options = {
      width,
      height: Math.round(whole * zoom),
      zoom,
      names,
      namesMarks,
      showsTimes,
      shown: () => shown.current,
    }
    const made = makePlot({ ...options, onPoint: (time) => shown.current.onPoint(time) }, into)
    plot.current = made
    return () => {
      plot.current = null
      made.destroy()
    }
  }, [called, width, whole, zoom, namesMarks, showsTimes, colours])

  const { from, to, marks, most } = rest
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plot, too, is to have them; marks and limit are drawn with them
  useEffect(() => {
    const { at, columns } = withGaps(
      series.at,
      names.map((name) => series.figures[name]),
    )
    plot.current?.setData([at.map((time) => time / 1000), ...columns] as uPlot.AlignedData)
  }, [series, called, from, to, marks, most, width, whole, zoom, namesMarks, showsTimes, colours])

  useEffect(() => {
    const { current } = plot
    if (!current) return
    const left = pointed === null ? -10 : current.valToPos(pointed / 1000, 'x')
    current.setCursor({ left, top: pointed === null ? -10 : 0 }, false)
  })

  return (
    <div className={classes.graph} style={{ height: whole }} aria-hidden="true">
      <div ref={ref} className="unzoomed" style={{ height: whole * zoom }} />
    </div>
  )
}
