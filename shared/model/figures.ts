import { z } from 'zod'
import { SubjectRef } from './ids.ts'

/** How far back an engine keeps figures, in memory alone. */
export const FIGURES_KEPT_S = 600
/** Figures are read this often, ms. */
export const FIGURES_EVERY_MS = 1000
/** Between figures that are further apart nobody read any, ms: that is a gap, and no line leads across it. */
export const FIGURES_GAP_MS = 2500

/** What is told of a container at each reading. */
export const FIGURES = [
  /** percent of one CPU since the reading before */
  'cpu',
  /** bytes in use, without the page cache that can go at any time */
  'memory',
  'pids',
  /** by block devices, bytes a second since the reading before */
  'read',
  'written',
  /** by its network's interfaces but loopback, bytes a second since the reading before */
  'received',
  'sent',
  /** processes that the OOM killer ended since the reading before */
  'oomKills',
] as const
export type FigureName = (typeof FIGURES)[number]

/** Something of each of them. */
export const ofEachFigure = <T>(of: (name: FigureName, n: number) => T) =>
  Object.fromEntries(FIGURES.map((name, n) => [name, of(name, n)])) as Record<FigureName, T>

/** Whose traffic the figures of a network tell: its own; the host's or none but loopback, then there are none; or it cannot be seen. */
export const CountedNetwork = z.enum(['own', 'host', 'loopback', 'hidden'])
export type CountedNetwork = z.infer<typeof CountedNetwork>

/** null: it could not be had then */
const Readings = z.array(z.number().nullable())

/** What a container used, oldest first: each figure has as many readings as there are times. */
export const Figures = z.object({
  container: SubjectRef,
  /** ms since 1970, by the engine's clock */
  at: z.array(z.number()),
  figures: z.object({
    cpu: Readings,
    memory: Readings,
    pids: Readings,
    read: Readings,
    written: Readings,
    received: Readings,
    sent: Readings,
    oomKills: Readings,
  } satisfies Record<FigureName, typeof Readings>),
  /** as its cgroup had them last; null: none, or not known */
  limits: z.object({ memory: z.number().nullable(), pids: z.number().nullable() }),
  /** processes that the OOM killer ended in this life of it */
  killed: z.number().nullable(),
  network: CountedNetwork.nullable(),
})
export type Figures = z.infer<typeof Figures>
