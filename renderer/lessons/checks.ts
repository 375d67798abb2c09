import type { Container, ContainerProcess } from '../../shared/model.ts'
import type { Facts } from './facts.ts'
import type { Check, STATES } from './lesson-schema.ts'

type Condition = Exclude<keyof Check, 'question' | 'choices' | 'answer' | 'fact'>
type Wanted<K extends Condition> = NonNullable<Check[K]>

/** Whether each thing that a check can ask for is so. Nothing else decides: a step is done by what the engine says alone. */
const IS: { [K in Condition]: (wanted: Wanted<K>, facts: Facts) => boolean } = {
  state: (wanted, facts) => isInState(wanted, facts),
  did: (wanted, { journal }) => journal.some(({ action, error }) => action === wanted && !error),
  journal: (wanted, { journal }) =>
    journal.some(({ commands }) => commands.some(({ argv }) => holds(argv, wanted.split(' ')))),
  exit: (wanted, { container }) => {
    const exit = container?.state === 'stopped' ? container.exit : null
    return (
      exit !== null &&
      (wanted.code === undefined || exit.code === wanted.code) &&
      (wanted.signal === undefined || exit.signal === wanted.signal) &&
      (wanted.oom === undefined || exit.oom === wanted.oom)
    )
  },
  moment: (_, { journal, moments }) => {
    const taken = journal.find(({ action, error }) => action === 'checkpoint' && !error)
    return (
      taken !== undefined &&
      moments.some(({ createdAt, restorable }) => restorable && createdAt >= taken.at)
    )
  },
  copy: (wanted, { moments, others }) => {
    const ids = new Set(moments.map(({ id }) => id))
    return others.some(({ moment, state }) => moment && ids.has(moment) && state === wanted)
  },
  limits: ({ memory, cpus, pids }, { container }) =>
    container !== null &&
    (memory === undefined || container.limits.memory === memory) &&
    (cpus === undefined || container.limits.cpus === cpus) &&
    (pids === undefined || container.limits.pids === pids),
  figure: ({ of, atLeast = 0, atMost = Number.POSITIVE_INFINITY }, facts) => {
    const now = of === 'oom kills' ? oomKills(facts) : facts.figures?.figures[of].at(-1)
    return now !== null && now !== undefined && now >= atLeast && now <= atMost
  },
  console: (wanted, { lines }) => lines?.some((line) => line.includes(wanted)) ?? false,
  process: ({ name, state }, { processes }) =>
    processes?.some((one) => isCalled(one, name) && (!state || one.state === state)) ?? false,
  noProcess: (name, { processes }) => processes?.every((one) => !isCalled(one, name)) ?? false,
  exec: (name, { container }) =>
    container?.execs.some(({ args, startedAt }) => startedAt && program(args) === name) ?? false,
  processes: (atLeast, { processes }) => (processes?.length ?? 0) >= atLeast,
}

/** A thing that a check asks for, and whether it is so. */
export interface Part {
  asks: Condition
  check: Check
  met: boolean
}

/** Each thing that a check asks for beside its question, in the order in which it says them. */
export function judge(check: Check, facts: Facts): Part[] {
  return (Object.keys(check) as (keyof Check)[]).flatMap((asks) => {
    if (!isCondition(asks) || check[asks] === undefined) return []
    const is = IS[asks] as (wanted: unknown, facts: Facts) => boolean
    return [{ asks, check, met: is(check[asks], facts) }]
  })
}

const isCondition = (key: keyof Check): key is Condition => key in IS

function isInState(wanted: (typeof STATES)[number], { container, journal }: Facts): boolean {
  if (wanted === 'deleted') {
    return !container && journal.some(({ action, error }) => action === 'delete' && !error)
  }
  return container !== null && stateOf(container) === wanted && container.status !== 'pausing'
}

const stateOf = ({ state }: Container) => (state === 'createdFromCheckpoint' ? 'created' : state)

/** The words in their order, with anything between them; a program is known by its last name. */
function holds(argv: readonly string[], words: readonly string[]): boolean {
  let found = 0
  for (const word of argv) {
    if (word === words[found] || lastName(word) === words[found]) found++
  }
  return found >= words.length
}

const lastName = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const program = (args: readonly string[]) => lastName(args[0] ?? '')

/** By the kernel's name of it, which an ended one has still, or by the command's first word. */
export const isCalled = ({ name, args }: ContainerProcess, wanted: string) =>
  name === wanted || program(args) === wanted

function oomKills({ container, figures }: Facts): number | null {
  const exit = container?.state === 'stopped' ? container.exit : null
  return exit?.memory?.oomKills ?? (exit?.oom ? 1 : (figures?.killed ?? null))
}
