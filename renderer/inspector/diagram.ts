import { INIT_ACTIONS, INIT_STATES, INIT_TABLE, type InitState } from '../../shared/lifecycle.ts'

/** A state as it is drawn: created from a checkpoint reads created. */
export type Node = Exclude<InitState, 'createdFromCheckpoint'>

export interface Edge {
  from: Node
  to: Node
  /** the actions' names, or "exit" for what happens by itself */
  labels: readonly string[]
}

export const nodeOf = (state: InitState): Node =>
  state === 'createdFromCheckpoint' ? 'created' : state

/** What happens to a process by itself; the table holds only what is asked for. */
const EXITS: readonly Edge[] = [
  { from: 'running', to: 'stopped', labels: ['exit'] },
  { from: 'paused', to: 'stopped', labels: ['exit'] },
]

/** Every way of the state table that leads from one state to another, each once, with all that goes it. */
export function edges(): Edge[] {
  const moves = INIT_ACTIONS.flatMap((action) =>
    INIT_STATES.flatMap((state): Edge[] => {
      const cell = INIT_TABLE[action][state]
      if (!cell.allowed || cell.to === null) return []
      return [{ from: nodeOf(state), to: nodeOf(cell.to), labels: [action] }]
    }),
  )
  const ways = new Map<string, Edge>()
  for (const { from, to, labels } of [...moves, ...EXITS]) {
    const known = ways.get(`${from} ${to}`)?.labels ?? []
    ways.set(`${from} ${to}`, { from, to, labels: [...new Set([...known, ...labels])] })
  }
  return [...ways.values()]
}
