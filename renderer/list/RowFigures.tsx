import { SPARK_SECONDS, Sparkline } from '../figures/Sparkline.tsx'
import { useFigures } from '../figures/use-figures.ts'
import type { ContainerRef } from '../model.ts'
import { figureInWords, LEAST } from '../words/figures.ts'
import classes from './RowFigures.module.css'

/** CPU of the last minute and now, small: in every row in sight, and drawn without the row. */
export function RowFigures({ container }: { container: ContainerRef }) {
  const series = useFigures(container, SPARK_SECONDS)
  const cpu = series?.figures.cpu.at(-1) ?? null
  if (!series || cpu === null) return null
  return (
    <span className={classes.figures} aria-hidden="true">
      <Sparkline series={series} name="cpu" least={LEAST.cpu} />
      <span className={classes.value}>{figureInWords('cpu', cpu)}</span>
    </span>
  )
}
