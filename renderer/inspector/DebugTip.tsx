import { commandOf } from '../../shared/lifecycle.ts'
import type { Container } from '../../shared/model.ts'
import { DEBUG_HELP, debugByHand } from '../words/debug.ts'

/** What a debug shell is, what runs for it, and how it would be begun by hand. */
export function DebugTip({ state, id, pid }: Pick<Container, 'state' | 'id' | 'pid'>) {
  return (
    <>
      {DEBUG_HELP}
      <br />
      <code>{commandOf('debug', state, id)}</code>
      <br />
      <code>{debugByHand(pid)}</code>
    </>
  )
}
