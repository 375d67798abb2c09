import { execStatusOf, type Status } from '../../../shared/lifecycle.ts'
import type { Exec } from '../../../shared/model.ts'
import type { ExecMetadata } from './metadata.ts'

/** What of an exec is known only while its engine lives. */
interface Live {
  /** its container's */
  status: Status
  /** conmon is gone */
  lost: boolean
  /** how many processes it left when it ended; null: that is not known */
  left: Exec['left']
}

/** An exec as windows see it. */
export function execModel(meta: ExecMetadata, { status, lost, left }: Live): Exec {
  const runs = meta.state === 'running'
  return {
    id: meta.id,
    state: meta.state,
    status: execStatusOf(meta.state, status),
    pid: runs ? (meta.process?.pid ?? null) : null,
    args: meta.args,
    cwd: meta.cwd,
    user: meta.user,
    env: meta.env,
    terminal: meta.terminal,
    stdin: meta.request.stdin,
    stdinClosed: meta.stdinClosed,
    monitor: runs ? (lost ? 'lost' : 'watching') : 'none',
    createdAt: meta.createdAt,
    startedAt: meta.startedAt,
    exit: meta.exit,
    left,
  }
}
