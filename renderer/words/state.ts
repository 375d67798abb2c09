import { t } from '@lingui/core/macro'
import type { Container, Exec, Exit, Shell } from '../../shared/model.ts'
import { exitInShort } from './exit.ts'
import { ago } from './time.ts'

/** What a glyph, its colour and its word stand for. */
export type Look = 'created' | 'running' | 'pausing' | 'paused' | 'ended' | 'failed' | 'lost'

export interface Described {
  look: Look
  /** the state as one word: "running", "exited 0" */
  word: string
  /** how long it has been so: "12 min"; empty where the word says it all */
  since: string
}

const endedLook = (exit: Exit | null): Look => {
  if (exit?.reason === 'unseen') return 'lost'
  if (exit?.reason === 'checkpoint' || exit?.reason === 'reboot') return 'ended'
  return exit?.code === 0 ? 'ended' : 'failed'
}

/** Glyph, word and age of a container at `now` (ms). */
export function describeContainer(container: Container, now: number): Described {
  const since = ago(container.since, now)
  if (container.status === 'stopped') {
    const word = container.exit ? exitInShort(container.exit) : 'stopped'
    return { look: endedLook(container.exit), word, since }
  }
  if (container.monitor === 'lost') return { look: 'lost', word: t`monitor lost`, since }
  const word =
    container.state === 'createdFromCheckpoint' ? t`created from checkpoint` : container.status
  return { look: container.status, word, since }
}

/** The same for an exec process. */
export function describeExec(exec: Exec, now: number): Described {
  const since = ago(exec.exit?.at ?? exec.startedAt ?? exec.createdAt, now)
  if (exec.status === 'stopped') {
    const word = exec.exit ? exitInShort(exec.exit) : 'stopped'
    return { look: endedLook(exec.exit), word, since }
  }
  if (exec.monitor === 'lost') return { look: 'lost', word: t`monitor lost`, since }
  return { look: exec.status, word: exec.status, since }
}

/** The same for a debug session: it runs on where its container is paused. */
export function describeShell(
  { exit, monitor, startedAt }: Pick<Shell, 'exit' | 'monitor' | 'startedAt'>,
  now: number,
): Described {
  const since = ago(exit?.at ?? startedAt, now)
  if (exit) return { look: endedLook(exit), word: exitInShort(exit), since }
  if (monitor === 'lost') return { look: 'lost', word: t`monitor lost`, since }
  return { look: 'running', word: 'running', since }
}
