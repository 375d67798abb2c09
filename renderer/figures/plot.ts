import uPlot from 'uplot'
import type { FigureName } from '../../shared/model.ts'
import { figureInWords } from '../words/figures.ts'
import { clock } from '../words/time.ts'
import type { Mark } from './marks.ts'

/** Room for the names of values at the left, and over a graph for the names of marks. */
const AXIS_PX = 62
const NAMES_PX = 14
/** Room for the times below a graph, and for half of the last one at its right. */
export const TIMES_PX = 20
const RIGHT_PX = 26
/** Names of marks that are nearer to each other would lie over one another. */
const NAME_PX = 64
const DASH = [4, 3]

/** Round figures of bytes are powers of two. */
const IN_BYTES: ReadonlySet<FigureName> = new Set(['memory', 'read', 'written', 'received', 'sent'])
const POWERS_OF_TWO = Array.from({ length: 50 }, (_, n) => 2 ** n)

export interface PlotOptions {
  /** px of the screen: a graph is not zoomed, and draws itself larger */
  width: number
  height: number
  zoom: number
  names: readonly FigureName[]
  /** what it shows, whenever it is drawn */
  shown(): Shown
  /** over it stand the names of the marks */
  namesMarks: boolean
  /** below it stand the times */
  showsTimes: boolean
  /** the pointer is at a time, or has left: null */
  onPoint(time: number | null): void
}

/** Times in ms. */
export interface Shown {
  from: number
  to: number
  marks: readonly Mark[]
  /** the line of a limit, where it is in sight */
  most: number | null
  /** what is at the top at least */
  least: number
}

/** A colour of ours as it is now: a canvas knows no variables. */
const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name)

/** One graph: lines over time, marks and a limit. The second line is dashed, for whom colours say nothing. */
export function makePlot(options: PlotOptions, into: HTMLElement): uPlot {
  const { names, namesMarks, showsTimes, shown, zoom } = options
  const [first = 'cpu'] = names
  const colours = ['--graph-first', '--graph-second']
  const axis = {
    stroke: () => token('--text-dim'),
    grid: { stroke: () => token('--line'), width: 1 },
    ticks: { show: false },
    font: `${11 * zoom}px system-ui, sans-serif`,
  }
  return new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [namesMarks ? NAMES_PX + 4 : 6, RIGHT_PX, showsTimes ? 0 : 6, 0].map(
        (px) => px * zoom,
      ) as uPlot.Padding,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 5 } },
      scales: {
        x: { time: true, range: () => [shown().from / 1000, shown().to / 1000] },
        y: { range: (_plot, _least, most) => [0, top(most, shown())] },
      },
      axes: [
        {
          ...axis,
          size: showsTimes ? TIMES_PX * zoom : 0,
          space: 70 * zoom,
          values: (_plot, times) => times.map((time) => (showsTimes ? timeOfDay(time) : null)),
        },
        {
          ...axis,
          size: AXIS_PX * zoom,
          space: 18 * zoom,
          gap: 4 * zoom,
          ...(IN_BYTES.has(first) && { incrs: POWERS_OF_TWO }),
          values: (_plot, values) => values.map((value) => figureInWords(first, value)),
        },
      ],
      series: [
        {},
        ...names.map((_, n) => ({
          stroke: () => token(colours[n] ?? '--text'),
          width: 1.5 * zoom,
          ...(n > 0 && { dash: DASH }),
          points: { show: false },
        })),
      ],
      hooks: {
        draw: [
          (plot) => drawLimit(plot, shown()),
          (plot) => drawMarks(plot, shown(), namesMarks, zoom),
        ],
        setCursor: [
          ({ cursor, posToVal }) => {
            const { left = -1 } = cursor
            options.onPoint(left < 0 ? null : posToVal(left, 'x') * 1000)
          },
        ],
      },
    },
    [[], ...names.map(() => [])] as uPlot.AlignedData,
    into,
  )
}

const timeOfDay = (seconds: number) => clock(new Date(seconds * 1000).toISOString())

/** Over the highest value; a limit that is far above it would press the line to the ground. */
const top = (most: number | null, { least }: Shown) => Math.max(most ?? 0, least) * 1.1

function drawLimit(plot: uPlot, { most }: Shown): void {
  if (most === null || most > (plot.scales.y?.max ?? 0)) return
  const { ctx, bbox } = plot
  const y = Math.round(plot.valToPos(most, 'y', true))
  line(ctx, '--graph-limit', () => {
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
  })
}

function drawMarks(plot: uPlot, { marks }: Shown, named: boolean, zoom: number): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio * zoom
  let end = Number.NEGATIVE_INFINITY
  for (const { at, what, grave } of marks) {
    const x = Math.round(plot.valToPos(at / 1000, 'x', true))
    const colour = grave ? '--state-failed' : '--graph-mark'
    line(ctx, colour, () => {
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
    })
    if (!named || x < end + 6 * ratio) continue
    ctx.font = `${11 * ratio}px system-ui, sans-serif`
    ctx.textAlign = 'left'
    ctx.textBaseline = 'alphabetic'
    ctx.fillStyle = token(colour)
    const width = Math.min(ctx.measureText(what).width, NAME_PX * 2 * ratio)
    const begin = Math.min(x, bbox.left + bbox.width - width)
    ctx.fillText(what, begin, bbox.top - 5 * ratio)
    end = begin + width
  }
}

function line(ctx: CanvasRenderingContext2D, colour: string, path: () => void): void {
  ctx.save()
  ctx.strokeStyle = token(colour)
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([2 * devicePixelRatio, 2 * devicePixelRatio])
  ctx.beginPath()
  path()
  ctx.stroke()
  ctx.restore()
}
