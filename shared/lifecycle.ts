/**
 * The state table of containerd's shim (lifecycle.md): state × action. The engine refuses by it, the UI enables its
 * buttons by it and draws its diagram from it, and the tests walk every cell of it against real runc.
 */

export const INIT_STATES = [
  'created',
  'createdFromCheckpoint',
  'running',
  'paused',
  'stopped',
  'deleted',
] as const
export type InitState = (typeof INIT_STATES)[number]

export const INIT_ACTIONS = [
  'start',
  'pause',
  'resume',
  'update',
  'checkpoint',
  'exec',
  'debug',
  'resize',
  'kill',
  'delete',
  'rerun',
  'rewind',
  'recreate',
] as const
export type InitAction = (typeof INIT_ACTIONS)[number]

export const EXEC_STATES = ['created', 'running', 'stopped', 'deleted'] as const
export type ExecState = (typeof EXEC_STATES)[number]

export const EXEC_ACTIONS = ['start', 'resize', 'kill', 'delete'] as const
export type ExecAction = (typeof EXEC_ACTIONS)[number]

/** What people read: "created from checkpoint" reads created, deleted reads stopped, and pausing is seen while it lasts. */
export const STATUSES = ['created', 'running', 'pausing', 'paused', 'stopped'] as const
export type Status = (typeof STATUSES)[number]

/** An allowed move: `to` is the state after it, or null where the state stays as it is. */
export interface Allowed<S> {
  allowed: true
  to: S | null
}
/** A refused move, in the words that users of containerd know. */
export interface Refused {
  allowed: false
  reason: string
  code: 'failed-precondition' | 'not-found'
}
export type Cell<S> = Allowed<S> | Refused
type Table<A extends string, S extends string> = Readonly<Record<A, Readonly<Record<S, Cell<S>>>>>

const stays: Allowed<never> = { allowed: true, to: null }
const goes = <S>(to: S): Allowed<S> => ({ allowed: true, to })
const no = (reason: string): Refused => ({ allowed: false, reason, code: 'failed-precondition' })
const gone = (reason: string): Refused => ({ allowed: false, reason, code: 'not-found' })

export const INIT_TABLE: Table<InitAction, InitState> = {
  start: {
    created: goes('running'),
    createdFromCheckpoint: goes('running'),
    running: no('cannot start a running process'),
    paused: no('cannot start a paused process'),
    stopped: no('cannot start a stopped process'),
    deleted: no('cannot start a deleted process'),
  },
  pause: {
    created: no('cannot pause task in created state'),
    createdFromCheckpoint: no('cannot pause task in created state'),
    running: goes('paused'),
    paused: no('cannot pause a paused container'),
    stopped: no('cannot pause a stopped container'),
    deleted: no('cannot pause a deleted process'),
  },
  resume: {
    created: no('cannot resume task in created state'),
    createdFromCheckpoint: no('cannot resume task in created state'),
    running: no('cannot resume a running process'),
    paused: goes('running'),
    stopped: no('cannot resume a stopped container'),
    deleted: no('cannot resume a deleted process'),
  },
  update: {
    created: stays,
    createdFromCheckpoint: stays,
    running: stays,
    paused: stays,
    stopped: no('cannot update a stopped container'),
    deleted: no('cannot update a deleted process'),
  },
  checkpoint: {
    created: no('cannot checkpoint a task in created state'),
    createdFromCheckpoint: no('cannot checkpoint a task in created state'),
    running: stays,
    paused: stays,
    stopped: no('cannot checkpoint a stopped container'),
    deleted: no('cannot checkpoint a deleted process'),
  },
  exec: {
    created: stays,
    createdFromCheckpoint: no('cannot exec in a created state'),
    running: stays,
    paused: no('cannot exec in a paused state'),
    stopped: no('cannot exec in a stopped state'),
    deleted: no('cannot exec in a deleted state'),
  },
  // Not containerd's: the machine's own programs, in the namespaces of what is there. They are outside of its cgroup, so a
  // paused container can be looked at.
  debug: {
    created: stays,
    createdFromCheckpoint: no('cannot debug in a created state'),
    running: stays,
    paused: stays,
    stopped: no('cannot debug in a stopped state'),
    deleted: no('cannot debug in a deleted state'),
  },
  resize: {
    created: stays,
    createdFromCheckpoint: stays,
    running: stays,
    paused: stays,
    stopped: no('cannot resize a stopped container'),
    deleted: no('cannot resize a deleted process'),
  },
  kill: {
    created: stays,
    createdFromCheckpoint: stays,
    running: stays,
    paused: stays,
    stopped: stays,
    deleted: gone('cannot kill a deleted process: not found'),
  },
  delete: {
    created: goes('deleted'),
    createdFromCheckpoint: goes('deleted'),
    running: no('cannot delete a running process'),
    paused: no('cannot delete a paused process'),
    stopped: goes('deleted'),
    deleted: gone('cannot delete a deleted process: not found'),
  },
  // Not containerd's: the same container from its beginning, as clients of it delete one and create its like.
  rerun: {
    created: no('cannot run a created process again'),
    createdFromCheckpoint: no('cannot run a created process again'),
    running: no('cannot run a running process again'),
    paused: no('cannot run a paused process again'),
    stopped: goes('running'),
    deleted: no('cannot run a deleted process again'),
  },
  // Nor this: the same container as it was at a moment; what lives is ended first.
  rewind: {
    created: no('cannot rewind a created process'),
    createdFromCheckpoint: no('cannot rewind a created process'),
    running: stays,
    paused: goes('running'),
    stopped: goes('running'),
    deleted: no('cannot rewind a deleted process'),
  },
  // Nor this: the same container with another config.json; what lives is ended first.
  recreate: {
    created: stays,
    createdFromCheckpoint: no('cannot recreate what is created from a checkpoint'),
    running: stays,
    paused: goes('running'),
    stopped: goes('running'),
    deleted: no('cannot recreate a deleted process'),
  },
}

export const EXEC_TABLE: Table<ExecAction, ExecState> = {
  start: {
    created: goes('running'),
    running: no('cannot start a running process'),
    stopped: no('cannot start a stopped process'),
    deleted: no('cannot start a deleted process'),
  },
  resize: {
    created: stays,
    running: stays,
    stopped: no('cannot resize a stopped container'),
    deleted: no('cannot resize a deleted process'),
  },
  kill: {
    created: no('process not created: failed precondition'),
    running: stays,
    stopped: gone('process already finished: not found'),
    deleted: gone('process already finished: not found'),
  },
  delete: {
    created: goes('deleted'),
    running: no('cannot delete a running process'),
    stopped: goes('deleted'),
    deleted: gone('cannot delete a deleted process: not found'),
  },
}

/** What the state allows of an init's action. */
export const initCell = (action: InitAction, state: InitState): Cell<InitState> =>
  INIT_TABLE[action][state]

/** What the state allows of an exec's action. */
export const execCell = (action: ExecAction, state: ExecState): Cell<ExecState> =>
  EXEC_TABLE[action][state]

/** Starting an exec after its container's init has ended. */
export const initNotRunning = (id: string) => `container ${id} init process is not running`

/** The status that a state reads as; `pausing` while `runc pause` runs. */
export function statusOf(state: InitState, pausing: boolean): Status {
  if (pausing && state === 'running') return 'pausing'
  if (state === 'createdFromCheckpoint') return 'created'
  return state === 'deleted' ? 'stopped' : state
}

/** An exec reads as its container does while that is paused or pausing. */
export function execStatusOf(state: ExecState, parent: Status): Status {
  if (state === 'running' && (parent === 'paused' || parent === 'pausing')) return parent
  return state === 'deleted' ? 'stopped' : state
}

/** What runs underneath an action, for buttons, the diagram and the README; `ID` stands for the container. */
export const COMMANDS: Readonly<Record<InitAction, string>> = {
  start: 'runc start ID',
  pause: 'runc pause ID',
  resume: 'runc resume ID',
  update: 'runc update --memory … ID',
  checkpoint: 'runc checkpoint --image-path … ID',
  exec: 'conmon --exec … runc exec ID',
  debug: 'conmon … runc create, in the namespaces of ID; runc start',
  resize: 'write "1 ROWS COLS" to conmon’s ctl',
  kill: 'runc kill ID SIGNAL',
  delete: 'runc delete ID',
  rerun: 'runc delete ID; conmon … runc create ID; runc start ID',
  rewind: 'runc kill ID 9; runc delete ID; conmon --restore … runc restore ID',
  recreate: 'runc kill ID 9; runc delete ID; conmon … runc create ID; runc start ID',
}

/** The command of an action in a state: starting what was created from a checkpoint is a restore. */
export function commandOf(action: InitAction, state: InitState, id: string): string {
  const line =
    action === 'start' && state === 'createdFromCheckpoint'
      ? 'conmon --restore … runc restore ID'
      : COMMANDS[action]
  return line.replaceAll('ID', id)
}
