import { INIT_ACTIONS, INIT_STATES, INIT_TABLE, type InitState } from '../../shared/lifecycle.ts'

/** A state as it is drawn: created from a checkpoint reads created. */
export type Node = Exclude<InitState, 'createdFromCheckpoint'>

export interface Edge {
  from: Node
  to: Node
  /** the action's name, or "exit" for what happens by itself */
  label: string
}

export const nodeOf = (state: InitState): Node =>
  state === 'createdFromCheckpoint' ? 'created' : state

/** What happens to a process by itself; the table holds only what is asked for. */
const EXITS: readonly Edge[] = [
  { from: 'running', to: 'stopped', label: 'exit' },
  { from: 'paused', to: 'stopped', label: 'exit' },
]

/** Every move of the state table that leads from one state to another, each once. */
export function edges(): Edge[] {
  const moves = INIT_ACTIONS.flatMap((action) =>
    INIT_STATES.flatMap((state): Edge[] => {
      const cell = INIT_TABLE[action][state]
      if (!cell.allowed || cell.to === null) return []
      return [{ from: nodeOf(state), to: nodeOf(cell.to), label: action }]
    }),
  )
  const unique = new Map([...moves, ...EXITS].map((edge) => [`${edge.from} ${edge.to}`, edge]))
  return [...unique.values()]
}
