import { useCallback, useEffect, useRef, useState } from 'react'
import type { ConsoleTarget } from '../model.ts'
import { useClient } from '../store/connection.ts'
import { tabKey } from '../store/tabs.ts'
import type { ConsoleProcess } from './console-process.ts'
import { ConsoleSession, type SessionState, type Shown } from './session.ts'
import type { TerminalHandle } from './terminal.ts'

/** Passing over many rows must not open a console for each. */
const PREVIEW_DELAY_MS = 120

interface Options {
  target: ConsoleTarget
  process: ConsoleProcess
  preview: boolean
  shown: Shown
}

/**
 * The stream behind a console: opened once its xterm is there, again after a lost connection, and again when an ended
 * process runs once more (a restore in place), or when another part of its output is wanted.
 */
export function useSession(
  handle: TerminalHandle | null,
  { target, process, preview, shown }: Options,
) {
  const client = useClient(target.host)
  const [state, setState] = useState<SessionState>({ kind: 'opening' })
  const [round, setRound] = useState(0)
  const session = useRef<ConsoleSession | null>(null)
  const key = tabKey(target)
  const { terminal } = process

  const ended = state.kind === 'ended'
  const wasEnded = useRef(false)
  useEffect(() => {
    if (process.phase === 'ended') wasEnded.current = true
    else if (wasEnded.current && ended) {
      wasEnded.current = false
      setRound((n) => n + 1)
    }
  }, [process.phase, ended])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for `target`, `round` asks for a new stream
  useEffect(() => {
    if (!client || !handle) return
    const open = () => {
      const { host: _, ...ofItsEngine } = target
      session.current = new ConsoleSession(client, handle.term, {
        target: ofItsEngine,
        terminal,
        shown,
        onState: setState,
        onReplayed: handle.fit,
        onGap: () => setRound((n) => n + 1),
      })
    }
    const timer = setTimeout(open, preview ? PREVIEW_DELAY_MS : 0)
    return () => {
      clearTimeout(timer)
      session.current?.close()
      session.current = null
    }
  }, [client, handle, key, terminal, shown, round])

  const input = useCallback((text: string) => session.current?.input(text), [])
  const resize = useCallback(
    (size: { cols: number; rows: number }) => session.current?.resize(size),
    [],
  )
  return { state, input, resize }
}
