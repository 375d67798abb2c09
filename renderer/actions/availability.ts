import { t } from '@lingui/core/macro'
import {
  type ExecAction,
  execCell,
  type InitAction,
  initCell,
  initNotRunning,
} from '../../shared/lifecycle.ts'
import type { Exec, FeatureName, Preflight } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import type { Checkpoint, Container } from '../model.ts'
import { unlessWatching } from '../observer/role.ts'
import { missing, type RootWay } from '../store/machines.ts'
import { TRACE_ENDED, TRACE_PAUSED } from '../words/debug.ts'

/** Why a button is disabled, in words; null where it may be pressed. */
export type Why = string | null

const NEEDS: Partial<Record<InitAction, FeatureName>> = {
  debug: 'run',
  pause: 'pause',
  resume: 'pause',
  update: 'limits',
  checkpoint: 'checkpoint',
  rewind: 'checkpoint',
}

export interface Circumstances {
  ready: boolean
  preflight: Preflight | null
  /** the way to root, where what is missing may be found */
  root?: RootWay | null
}

export const DISCONNECTED = t`the connection to the engine is gone`

/** What keeps everything from being done: somebody only watches, or nobody answers. */
export const whyNothing = ({ ready }: Circumstances): Why =>
  unlessWatching(ready ? null : DISCONNECTED)

export const FILLING = t`its memory is still being brought back, and would not be whole`

/** What keeps an action from a container: the connection, work under way, the state table, or the machine, in this order. */
export function whyNot(action: InitAction, container: Container, around: Circumstances): Why {
  const nothing = whyNothing(around)
  if (nothing) return nothing
  if (container.busy && action !== 'kill')
    return t`busy: ${{ phase: engineWords(container.busy.phase) }}`
  const cell = initCell(action, container.state)
  if (!cell.allowed) return engineWords(cell.reason)
  if (action === 'checkpoint' && container.filling) return FILLING
  const feature = NEEDS[action]
  return feature ? missing(around.preflight, feature, around.root) : null
}

/** The same for an exec process; starting one needs its container's init. */
export function whyNotExec(
  action: ExecAction,
  exec: Exec,
  container: Pick<Container, 'id' | 'state'>,
  around: Circumstances,
): Why {
  const nothing = whyNothing(around)
  if (nothing) return nothing
  const cell = execCell(action, exec.state)
  if (!cell.allowed) return engineWords(cell.reason)
  if (action !== 'start') return null
  const parent = initCell('exec', container.state)
  if (container.state === 'stopped') return engineWords(initNotRunning(container.id))
  return parent.allowed ? null : engineWords(parent.reason)
}

/** A container of another's maker: nothing of it is under way here. */
export function whyNoDebug({ state }: Pick<Container, 'state'>, around: Circumstances): Why {
  const nothing = whyNothing(around)
  if (nothing) return nothing
  const cell = initCell('debug', state)
  return cell.allowed ? missing(around.preflight, 'run', around.root) : engineWords(cell.reason)
}

/** A trace needs strace, and a process that does something. */
export function whyNoTrace(
  container: Pick<Container, 'state'>,
  { state }: { state: string },
  around: Circumstances,
): Why {
  const no = whyNoDebug(container, around)
  if (no) return no
  if (container.state === 'paused') return TRACE_PAUSED
  if (state === 'Z') return TRACE_ENDED
  return missing(around.preflight, 'trace', around.root)
}

/** What is inspected is what runs. */
export function whyNoInspection(container: Pick<Container, 'pid'>, { ready }: Circumstances): Why {
  if (!ready) return DISCONNECTED
  return container.pid === null ? t`nothing runs in it` : null
}

/** Files are there as long as the container is. */
export function whyNoFiles(container: Container, { ready }: Circumstances): Why {
  if (!ready) return DISCONNECTED
  return container.state === 'deleted' ? t`it was deleted` : null
}

/** Storing a moment needs another one of its container, of which there are `others`; so does nothing else, to bring it back. */
export function whyNoStoring(moment: Checkpoint, others: number, around: Circumstances): Why {
  const nothing = whyNothing(around)
  if (nothing) return nothing
  if (moment.storing) return t`busy: ${{ phase: engineWords(moment.storing.phase) }}`
  const noProgram = missing(around.preflight, 'differences', around.root)
  if (moment.stored || noProgram) return noProgram
  if (moment.unreadable) return engineWords(moment.unreadable)
  if (!moment.restorable) return t`a pre-dump is a base for others, and stays as it is`
  return others > 0 ? null : t`there is no other moment of its container that it could be one to`
}

/** A checkpoint stays while memory comes out of it. */
export function whyNoDeletion(
  checkpoint: { id: string; host: string },
  containers: Iterable<Container>,
  around: Circumstances,
): Why {
  const nothing = whyNothing(around)
  if (nothing) return nothing
  const ids = [...containers]
    .filter(
      ({ host, filling }) => host === checkpoint.host && filling?.checkpoint === checkpoint.id,
    )
    .map(({ id }) => id)
  return ids.length > 0
    ? t`the memory of ${{ ids: ids.join(', ') }} is still being brought back from it`
    : null
}

/** Those that may be pressed first; both halves keep their order. */
export function allowedFirst<T extends { why: Why }>(items: readonly T[]): T[] {
  return [...items.filter(({ why }) => why === null), ...items.filter(({ why }) => why !== null)]
}
