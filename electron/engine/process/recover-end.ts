import { setTimeout as sleep } from 'node:timers/promises'
import type { RuncibleError } from '../../../shared/errors.ts'
import type { InitState } from '../../../shared/lifecycle.ts'
import type { Exit } from '../../../shared/model.ts'
import { afterEnd, type Decision } from '../groups/restart-policy.ts'
import type { EngineContext } from './context.ts'
import { readExit } from './exits.ts'
import type { Init } from './init.ts'
import type { ContainerMetadata } from './metadata.ts'
import { pidOf, readPidFile } from './pids.ts'

/** conmon may still be writing the exit file of what has just ended. */
export async function exitOf(init: Init) {
  const monitor = await readPidOnce(init.layout.conmonPidFile())
  for (let attempt = 0; attempt < 40; attempt++) {
    const seen = readExit(init.end.files())
    if (seen || !monitor || pidOf(monitor.pid)?.startTime !== monitor.startTime) return seen
    await sleep(50)
  }
  return null
}

/** Of an end that nobody watched: what comes of it is decided once, here. */
export const decided = (meta: ContainerMetadata, exit: Exit, startedAt: string | null) =>
  afterEnd({ naming: meta.request.naming, restarts: meta.restarts, exit, startedAt }, new Date())

/** Notes what comes of it. */
export function tell({ journal }: EngineContext, { ref }: Init, { why, restarts }: Decision): void {
  if (why !== null) journal.note('restart', ref, why)
  else if (restarts.dueAt !== null) journal.note('restart', ref, 'it failed and is started again')
}

/** What an engine that died has left half done: shown with the container, and noted. */
export function tellOf({ journal }: EngineContext, init: Init, problem: RuncibleError): void {
  init.tell(problem.toWire())
  journal.note('recover', init.ref, problem.message)
}

/** The change to a state, with the time of it. */
export const movedTo = (meta: ContainerMetadata, state: InitState) =>
  state === meta.state ? {} : { state, since: new Date().toISOString() }

/** Unlike readPidFile it does not wait: what is not there now never will be. */
export const readPidOnce = (path: string) => readPidFile(path, 1)
