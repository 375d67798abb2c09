import { useEffect, useMemo, useRef, useState } from 'react'
import type { ConsoleViewer } from '../../shared/contract.ts'
import type { TerminalSize } from '../../shared/model.ts'
import type { ConsoleTarget } from '../model.ts'
import { OBSERVING } from '../observer/role.ts'
import { useClient } from '../store/connection.ts'
import { tabKey } from '../store/tabs.ts'
import type { ConsoleProcess } from './console-process.ts'
import {
  ConsoleSession,
  type HeldBack,
  type Manner,
  type SessionState,
  type Shown,
} from './session.ts'
import type { TerminalHandle } from './terminal.ts'

/** Passing over many rows must not open a console for each: after the first they wait until it comes to rest. */
const PREVIEW_DELAY_MS = 120
let lastPreviewAt = Number.NEGATIVE_INFINITY

/** How long a preview that is asked for now waits, ms. */
function previewDelay(): number {
  const now = performance.now()
  const passing = now - lastPreviewAt < PREVIEW_DELAY_MS
  lastPreviewAt = now
  return passing ? PREVIEW_DELAY_MS : 0
}

interface Options {
  target: ConsoleTarget
  process: ConsoleProcess
  preview: boolean
  shown: Shown
}

/** Who else looks at a console, and what this window can do about it. */
export interface Sharing {
  viewers: readonly ConsoleViewer[]
  /** the terminal's, once it is known */
  size: TerminalSize | null
  held: HeldBack | null
  /** only looks, as was chosen: neither a click nor a key changes that */
  watching: boolean
  /** This window's size is to be the terminal's. */
  takeOver(): void
  watchOnly(): void
}

/**
 * The stream behind a console: opened once its xterm is there, again after a lost connection, and again when an ended
 * process runs once more (a restore in place), or when another part of its output is wanted.
 *
 * A preview is opened by passing over a row: it only looks, as an observer, until it is clicked, typed into or pinned. Every
 * other console was asked for: it is opened as an owner, and where nobody else is one, its size is the terminal's.
 */
export function useSession(
  handle: TerminalHandle | null,
  { target, process, preview, shown }: Options,
) {
  const client = useClient(target.host)
  const [state, setState] = useState<SessionState>({ kind: 'opening' })
  const [round, setRound] = useState(0)
  const [viewers, setViewers] = useState<readonly ConsoleViewer[]>([])
  const [size, setSize] = useState<TerminalSize | null>(null)
  const [held, setHeld] = useState<HeldBack | null>(null)
  const [watching, setWatching] = useState(OBSERVING)
  const session = useRef<ConsoleSession | null>(null)
  const manner: Manner = watching ? 'watching' : preview ? 'looking' : 'owner'
  const wanted = useRef(manner)
  wanted.current = manner
  const key = tabKey(target)
  const { terminal } = process

  const ended = state.kind === 'ended'
  const life = process.phase === 'ended' ? undefined : process.life
  const lifeNow = useRef(life)
  lifeNow.current = life
  const openedFor = useRef(life)
  // The stream's end may come before or after what the engine says of the process, whose end may never be drawn: a rewind is
  // over before the window has come to it. Where it was, who lives after it is another, even with the same pid.
  useEffect(() => {
    if (life === undefined) openedFor.current = undefined
    else if (ended && life !== openedFor.current) setRound((n) => n + 1)
  }, [life, ended])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for `target`, `round` asks for a new stream
  useEffect(() => {
    if (!client || !handle) return
    // xterm measures its font anew at a resize, and has room for another size then.
    const settle = () => {
      const room = handle.room()
      if (!room) return
      session.current?.fitTo(room)
      if (!OBSERVING) session.current?.tellRoom(room)
    }
    const open = () => {
      const { host: _, ...ofItsEngine } = target
      openedFor.current = lifeNow.current
      session.current = new ConsoleSession(client, handle.term, {
        target: ofItsEngine,
        terminal,
        shown,
        onState: setState,
        manner: wanted.current,
        onReplayed: settle,
        onGap: () => setRound((n) => n + 1),
        onViewers: setViewers,
        onSize: (next) => {
          setSize(next)
          settle()
        },
        onHeld: setHeld,
      })
    }
    const timer = setTimeout(open, preview ? previewDelay() : 0)
    return () => {
      clearTimeout(timer)
      session.current?.close()
      session.current = null
      setViewers([])
      setHeld(null)
    }
  }, [client, handle, key, terminal, shown, round])

  useEffect(() => {
    const element = handle?.term.element
    const touched = () => session.current?.touched()
    element?.addEventListener('pointerdown', touched)
    return () => element?.removeEventListener('pointerdown', touched)
  }, [handle])
  useEffect(() => {
    if (!preview) session.current?.touched()
  }, [preview])

  const actions = useMemo(
    () => ({
      input: (text: string) => session.current?.input(text),
      fitTo: (room: TerminalSize) => session.current?.fitTo(room),
      tellRoom: (room: TerminalSize) => {
        if (!OBSERVING) session.current?.tellRoom(room)
      },
    }),
    [],
  )
  const sharing: Sharing = {
    viewers,
    size,
    held,
    watching,
    takeOver: () => {
      setWatching(false)
      session.current?.become('owner')
    },
    watchOnly: () => {
      setWatching(true)
      session.current?.become('watching')
    },
  }
  return { state, ...actions, sharing }
}
