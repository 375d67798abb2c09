import type { Container } from '../model.ts'
import { bytes, percent } from '../words/sizes.ts'
import { cpuPercents } from './cpu-percents.ts'
import classes from './Figures.module.css'
import { Sparkline } from './Sparkline.tsx'
import { useStats } from './use-stats.ts'

/** CPU, memory and processes, now and over the last minute. */
export function Figures({ container }: { container: Container }) {
  const history = useStats(container)
  const now = history.at(-1)
  if (!now) return null
  const cpu = cpuPercents(history)
  const memory = history.flatMap(({ memory }) => memory ?? [])
  const pids = history.flatMap(({ pids }) => pids ?? [])
  return (
    <div className={classes.figures}>
      <Figure name="cpu" values={cpu} most={null} now={cpu.at(-1)} format={percent} />
      <Figure name="mem" values={memory} most={now.memoryLimit} now={now.memory} format={bytes} />
      <Figure name="pids" values={pids} most={now.pidsLimit} now={now.pids} format={String} />
      {now.oomKills !== null && now.oomKills > 0 && (
        <p className={classes.oom}>{now.oomKills} killed for want of memory</p>
      )}
    </div>
  )
}

interface FigureProps {
  name: string
  values: readonly number[]
  /** the limit, null where there is none */
  most: number | null
  now: number | null | undefined
  format(value: number): string
}

function Figure({ name, values, most, now, format }: FigureProps) {
  if (now === null || now === undefined) return null
  return (
    <div className={classes.figure}>
      <span className={classes.name}>{name}</span>
      <Sparkline values={values} />
      <span className={classes.value}>
        {format(now)}
        {most !== null && <span className={classes.limit}> of {format(most)}</span>}
      </span>
    </div>
  )
}
