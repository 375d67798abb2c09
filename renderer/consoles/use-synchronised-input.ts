import { t } from '@lingui/core/macro'
import { useEffect } from 'react'
import { useSynchronised } from '../store/synchronised.ts'
import type { ConsoleProcess } from './console-process.ts'
import type { SessionState } from './session.ts'
import { receive, relay } from './synchronised-input.ts'
import type { TerminalHandle } from './terminal.ts'
import { onTyped } from './typed.ts'

/** Why what is typed into another console does not reach this one; null where it does. */
export function inputRefusal(
  process: ConsoleProcess,
  {
    ready,
    watching,
    session,
  }: { ready: boolean; watching: boolean; session: SessionState['kind'] },
): string | null {
  if (process.phase === 'ended' || session === 'ended') return t`it has ended`
  if (!process.terminal) return t`it takes whole lines, and no keys`
  if (process.stdin === 'none' || process.stdinClosed) return t`it has no stdin`
  if (watching) return t`it is only watched here`
  if (!ready) return t`its connection is lost`
  if (session === 'failed') return t`it could not be opened`
  return session === 'live' ? null : t`it is being opened`
}

/** Has what is typed here reach the consoles that it is synchronised with, and what is typed there reach this one. */
export function useSynchronisedInput(
  handle: TerminalHandle | null,
  key: string,
  input: (text: string) => void,
  refusal: string | null,
): void {
  useEffect(() => useSynchronised.getState().tell(key, refusal), [key, refusal])
  useEffect(() => () => useSynchronised.getState().forget(key), [key])
  useEffect(() => {
    if (!handle) return
    const { term } = handle
    const ends = [
      receive(key, { modes: () => term.modes, input }),
      onTyped(term, (typed) => relay(key, typed)),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [handle, key, input])
}
