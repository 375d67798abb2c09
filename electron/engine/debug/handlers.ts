import { type ContainerRef, isForeign, type ProcessRef } from '../../../shared/model.ts'
import type { CallHandlers } from '../../../shared/server.ts'
import { requireOne } from '../inspect/processes.ts'
import type { EngineContext } from '../process/context.ts'
import type { Manager } from '../process/manager.ts'
import { permitInit } from '../process/permit.ts'
import { runcProgram } from '../process/programs.ts'
import type { Subject } from '../process/subject.ts'
import type { DebugSessions } from './sessions.ts'

interface Rooms {
  context: EngineContext
  manager: Manager
  shells: DebugSessions
  subject(ref: ContainerRef): Subject
}

/** The contract's calls of debug sessions. */
export function debugCalls({
  context,
  manager,
  shells,
  subject,
}: Rooms): Pick<CallHandlers, 'shells.open' | 'shells.close'> {
  const { journal } = context
  return {
    'shells.open': ({ size, trace, ...ref }) =>
      journal.record(trace ? 'trace' : 'debug shell', ref, async () => {
        const container = subject(ref)
        const join = async (init: ProcessRef, runc: string, systemdCgroup: boolean) => {
          if (trace) requireOne(await container.inSight(), trace)
          return shells.open(
            { ref, name: container.name, init, runc, systemdCgroup },
            { size, trace },
          )
        }
        if (!isForeign(ref)) {
          return manager
            .get(ref)
            .joined((init, { options }) => join(init, options.binary, options.systemdCgroup))
        }
        if (!container.init) permitInit('debug', 'stopped')
        return join(container.init as ProcessRef, runcProgram(context), false)
      }),
    'shells.close': async ({ shell }) => {
      const { container } = shells.get(shell).record
      await journal.record('end debug shell', container, () => shells.close(shell))
      return {}
    },
  }
}
