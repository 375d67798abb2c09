import { t } from '@lingui/core/macro'
import type { FigureName } from '../../shared/model.ts'
import type { Series } from './series.ts'

/** A graph: what it is called, and its lines, of one unit. */
export interface GraphOf {
  title: string
  names: readonly FigureName[]
}

export const GRAPHS: readonly GraphOf[] = [
  { title: t`CPU`, names: ['cpu'] },
  { title: t`Memory`, names: ['memory'] },
  { title: t`Processes`, names: ['pids'] },
  { title: t`Disk`, names: ['read', 'written'] },
  { title: t`Network`, names: ['received', 'sent'] },
]

/** What counts on is told from the second reading on. */
const ENOUGH = 3

const isEmpty = ({ names }: GraphOf, { figures }: Pick<Series, 'figures'>) =>
  names.every((name) => figures[name].every((value) => value === null))

/** Those of which something can be had: not every cgroup has each controller, and not every container a network of its own. */
export const drawable = (series: Pick<Series, 'figures'>) =>
  GRAPHS.filter((graph) => !isEmpty(graph, series))

/** Those of which its cgroup tells nothing; none before that can be known. The network is none of its matters. */
export const uncounted = (series: Pick<Series, 'figures' | 'at'>) =>
  series.at.length < ENOUGH
    ? []
    : GRAPHS.filter((graph) => !graph.names.includes('received') && isEmpty(graph, series))

/** The limit that a graph has, as far as its cgroup has one. */
export const limitOf = ({ names: [name] }: GraphOf, { limits }: Series) =>
  name === 'memory' ? limits.memory : name === 'pids' ? limits.pids : null

/** The choices of how far back the graphs reach. */
export const RANGES = [
  { value: '60', label: '1 min' },
  { value: '300', label: '5 min' },
  { value: '600', label: '10 min' },
] as const
