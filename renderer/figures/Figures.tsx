import { t } from '@lingui/core/macro'
import type { FigureName } from '../../shared/model.ts'
import type { ContainerRef } from '../model.ts'
import { useIsReady } from '../store/connection.ts'
import { figureInWords, LEAST, uncountedInWords } from '../words/figures.ts'
import classes from './Figures.module.css'
import { uncounted } from './graph-list.ts'
import { SPARK_SECONDS, Sparkline } from './Sparkline.tsx'
import type { Series } from './series.ts'
import { useFigures } from './use-figures.ts'

const SHOWN: ReadonlySet<FigureName> = new Set(['cpu', 'memory', 'pids'])

/** CPU, memory and processes, now and over the last minute. */
export function Figures({ container }: { container: ContainerRef }) {
  const series = useFigures(container, SPARK_SECONDS)
  const ready = useIsReady(container.host)
  if (!series || !ready) return null
  const missing = uncounted(series).filter(({ names }) => names.some((name) => SHOWN.has(name)))
  const note = uncountedInWords(missing.map(({ title }) => title))
  return (
    <div className={classes.figures}>
      <Figure series={series} name="cpu" label={t`cpu`} most={null} />
      <Figure series={series} name="memory" label={t`mem`} most={series.limits.memory} />
      <Figure
        series={series}
        name="pids"
        label={t({ message: 'pids', context: 'short' })}
        most={series.limits.pids}
      />
      {note && <p className={classes.note}>{note}</p>}
      {series.killed !== null && series.killed > 0 && (
        <p className={classes.oom}>{t`${{ count: series.killed }} killed for want of memory`}</p>
      )}
    </div>
  )
}

interface FigureProps {
  series: Series
  name: FigureName
  label: string
  /** the limit, null where there is none */
  most: number | null
}

function Figure({ series, name, label, most }: FigureProps) {
  const now = series.figures[name].at(-1) ?? null
  if (now === null) return null
  return (
    <div className={classes.figure}>
      <span className={classes.name}>{label}</span>
      <Sparkline series={series} name={name} least={LEAST[name]} />
      <span className={classes.value}>
        {figureInWords(name, now)}
        {most !== null && (
          <span className={classes.limit}> {t`of ${{ limit: figureInWords(name, most) }}`}</span>
        )}
      </span>
    </div>
  )
}
