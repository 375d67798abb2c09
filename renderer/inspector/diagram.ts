import { t } from '@lingui/core/macro'
import {
  INIT_ACTIONS,
  INIT_STATES,
  INIT_TABLE,
  type InitAction,
  type InitState,
} from '../../shared/lifecycle.ts'
import type { Container } from '../../shared/model.ts'

/** A state as it is drawn: created from a checkpoint reads created. */
export type Node = Exclude<InitState, 'createdFromCheckpoint'>

/** One way of the diagram: an action that may be done in a state, or an exit, which happens by itself. */
export interface Way {
  from: Node
  /** itself, where it comes back to where it was */
  to: Node
  by: InitAction | 'exit'
}

/** What stays in its state by the table and is drawn all the same: it passes through something that is seen. */
const LOOPS: ReadonlySet<InitAction> = new Set(['checkpoint', 'rewind'])
/** What the table lets stay, because the exit that comes of it is what changes the state. */
const LEADS_TO_AN_EXIT: ReadonlySet<InitAction> = new Set(['kill'])
/** What makes another container of it is no way of this one. */
const NOT_DRAWN: ReadonlySet<InitAction> = new Set(['recreate'])
/** Where something runs that can exit. */
const ALIVE: readonly Node[] = ['running', 'paused']

export const nodeOf = (state: InitState): Node =>
  state === 'createdFromCheckpoint' ? 'created' : state

/** Every way of the state table that is drawn, each once. */
export function ways(): Way[] {
  const byTable = INIT_ACTIONS.flatMap((by) => INIT_STATES.flatMap((state) => wayOf(by, state)))
  const exits = ALIVE.map((from): Way => ({ from, to: 'stopped', by: 'exit' }))
  const all = [...byTable, ...exits]
  return all.filter((way, at) => all.findIndex((one) => keyOfWay(one) === keyOfWay(way)) === at)
}

function wayOf(by: InitAction, state: InitState): Way[] {
  const cell = INIT_TABLE[by][state]
  if (!cell.allowed || NOT_DRAWN.has(by)) return []
  const from = nodeOf(state)
  if (cell.to !== null) return [{ from, to: nodeOf(cell.to), by }]
  if (LEADS_TO_AN_EXIT.has(by) && ALIVE.includes(from)) return [{ from, to: 'stopped', by }]
  return LOOPS.has(by) && ALIVE.includes(from) ? [{ from, to: from, by }] : []
}

export const keyOfWay = ({ from, by }: Way) => `${from} ${by}`

/** What an action under way is called in the place of the state that it leaves. */
const GOING: Readonly<Record<NonNullable<Container['busy']>['action'], string>> = {
  create: t`creating`,
  start: t`starting`,
  pause: 'pausing',
  resume: t`resuming`,
  update: t`limiting`,
  checkpoint: t`checkpointing`,
  exec: 'running',
  debug: 'running',
  resize: 'running',
  kill: t`ending`,
  delete: t`deleting`,
  rerun: t`starting`,
  rewind: t`restoring`,
  recreate: t`recreating`,
  restore: t`restoring`,
  commit: t`copying`,
  export: t`copying`,
}

type Seen = Pick<Container, 'state' | 'status' | 'busy'>

/** The word in the box where the container is: its state, or what is on its way to another. */
export function wordHere({ state, status, busy }: Seen): string {
  if (!busy) return status
  return busy.action === 'start' && state === 'createdFromCheckpoint'
    ? t`restoring`
    : GOING[busy.action]
}

/** Whether it goes that way now. */
export function goes({ state, status, busy }: Seen, { from, by }: Way): boolean {
  if (from !== nodeOf(state)) return false
  return busy?.action === by || (by === 'pause' && status === 'pausing')
}
