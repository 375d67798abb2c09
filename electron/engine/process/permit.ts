import { RuncibleError } from '../../../shared/errors.ts'
import {
  type Cell,
  type ExecAction,
  type ExecState,
  execCell,
  type InitAction,
  type InitState,
  initCell,
} from '../../../shared/lifecycle.ts'
import type { Stdin } from '../../../shared/model.ts'

/** The state after the action. Throws the table's words where the state forbids it. */
export const permitInit = (action: InitAction, state: InitState): InitState =>
  permit(initCell(action, state), state)

export const permitExec = (action: ExecAction, state: ExecState): ExecState =>
  permit(execCell(action, state), state)

function permit<S>(cell: Cell<S>, state: S): S {
  if (cell.allowed) return cell.to ?? state
  throw new RuncibleError(cell.code, cell.reason, {
    hint: 'The state diagram shows which ways are open from here.',
  })
}

/** Only a stdin chosen as one-shot can be ended. */
export function requireOnce(stdin: Stdin, closed: boolean): void {
  if (stdin === 'once' && !closed) return
  const reason = closed
    ? 'its stdin is ended already'
    : 'its stdin stays open for good, as chosen at create'
  throw new RuncibleError('failed-precondition', `cannot end stdin: ${reason}`)
}
