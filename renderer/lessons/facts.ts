import type { Client } from '../../shared/client.ts'
import type {
  Checkpoint,
  Container,
  ContainerProcess,
  ContainerRef,
  Figures,
  InspectedNamespace,
  JournalEntry,
} from '../../shared/model.ts'
import { keyOf } from '../../shared/model.ts'
import type { Check } from './lesson-schema.ts'

/** What has to be asked for, where a check needs it: null: it was not, or there is none. */
export interface Reads {
  figures: Figures | null
  processes: readonly ContainerProcess[] | null
  namespaces: readonly InspectedNamespace[] | null
  /** of the console's end, as text */
  lines: readonly string[] | null
}
export const NO_READS: Reads = { figures: null, processes: null, namespaces: null, lines: null }

/** All that a check is judged by: what the engine said, of the lesson's container, at one moment. */
export interface Facts extends Reads {
  /** null: it is not there */
  container: Container | null
  /** of the container, since the step began */
  journal: readonly JournalEntry[]
  /** of the container */
  moments: readonly Checkpoint[]
  /** every other container */
  others: readonly Container[]
}

/** What windows hold of an engine anyway, seen from one container; `since`: the journal's number at which the step began. */
export function factsOf(
  held: {
    containers: readonly Container[]
    journal: readonly JournalEntry[]
    checkpoints: readonly Checkpoint[]
  },
  ref: ContainerRef,
  since: number,
  reads: Reads,
): Facts {
  const key = keyOf(ref)
  const container = held.containers.find((one) => keyOf(one) === key) ?? null
  return {
    ...reads,
    container,
    journal: held.journal.filter(
      ({ seq, container }) => seq > since && container && keyOf(container) === key,
    ),
    moments: held.checkpoints.filter(
      (one) => keyOf(one.container) === key && one.createdAt >= (container?.createdAt ?? ''),
    ),
    others: held.containers.filter((one) => keyOf(one) !== key),
  }
}

export type Needs = ReadonlySet<keyof Reads>

/** What a check is judged by all the while. */
export function needsOf(check: Check): Needs {
  const needs = new Set<keyof Reads>()
  if (check.figure) needs.add('figures')
  if (check.process || check.noProcess || check.processes) needs.add('processes')
  if (check.console !== undefined) needs.add('lines')
  return needs
}

/** What its answer is judged by, once it is given. */
export function needsOfAnswer({ fact }: Check): Needs {
  switch (fact?.kind) {
    case 'namespace':
      return new Set(['namespaces'])
    case 'processes':
    case 'host pid of':
    case 'inside pid of':
      return new Set(['processes'])
    default:
      return new Set()
  }
}

/** Lines of a console that are looked through. */
const LINES = 500

/** Asks the engine for what is needed; what it refuses, because nothing runs, stays null. Only reads. */
export async function readFacts(client: Client, ref: ContainerRef, needs: Needs): Promise<Reads> {
  const of = { namespace: ref.namespace, id: ref.id }
  const wanted = <T>(what: keyof Reads, ask: () => Promise<T>): Promise<T | null> =>
    needs.has(what) ? ask().catch(() => null) : Promise.resolve(null)
  const [figures, processes, namespaces, lines] = await Promise.all([
    wanted('figures', async () => {
      const { containers } = await client.call('containers.figures', {
        of: [{ ...of, seconds: 5 }],
      })
      return containers[0] ?? null
    }),
    wanted('processes', async () => (await client.call('processes.list', of)).processes),
    wanted('namespaces', async () => (await client.call('processes.inspect', of)).namespaces),
    wanted('lines', async () => {
      const target = { kind: 'init' as const, ...of }
      const page = await client.call('consoles.lines', { target, limit: LINES })
      return page.lines.map(({ text }) => text)
    }),
  ])
  return { figures, processes, namespaces, lines }
}
