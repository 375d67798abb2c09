import type { CallHandlers } from '../../../shared/server.ts'
import { requireOne } from '../inspect/processes.ts'
import type { EngineContext } from '../process/context.ts'
import type { Manager } from '../process/manager.ts'
import type { DebugSessions } from './sessions.ts'

interface Rooms {
  context: EngineContext
  manager: Manager
  shells: DebugSessions
}

/** The contract's calls of debug sessions. */
export function debugCalls({
  context: { journal },
  manager,
  shells,
}: Rooms): Pick<CallHandlers, 'shells.open' | 'shells.close'> {
  return {
    'shells.open': ({ size, trace, ...ref }) =>
      journal.record(trace ? 'trace' : 'debug shell', ref, async () => {
        const container = manager.get(ref)
        return container.joined(async (init, { options }) => {
          if (trace) requireOne(await container.members.inSight(), trace)
          const { binary: runc, systemdCgroup } = options
          return shells.open({ ref, init, runc, systemdCgroup }, { size, trace })
        })
      }),
    'shells.close': async ({ shell }) => {
      const { container } = shells.get(shell).record
      await journal.record('end debug shell', container, () => shells.close(shell))
      return {}
    },
  }
}
