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
