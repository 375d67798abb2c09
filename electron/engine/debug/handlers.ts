import type { CallHandlers } from '../../../shared/server.ts'
import { requireOne } from '../inspect/processes.ts'
import type { EngineContext } from '../process/context.ts'
import type { Init } from '../process/init.ts'
import type { Manager } from '../process/manager.ts'
import { permitInit } from '../process/permit.ts'
import type { DebugSessions, Target } from './sessions.ts'

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
        const init = manager.get(ref)
        permitInit('debug', init.meta.state)
        if (trace) requireOne(await init.members.inSight(), trace)
        return shells.open(targetOf(init), { size, trace })
      }),
    'shells.close': async ({ shell }) => {
      const { container } = shells.get(shell).record
      await journal.record('end debug shell', container, () => shells.close(shell))
      return {}
    },
  }
}

function targetOf(init: Init): Target {
  if (!init.meta.init) throw init.members.notRunning()
  const { binary, systemdCgroup } = init.runtime(init.layout.runcLog()).options
  return { ref: init.ref, init: init.meta.init, runc: binary, systemdCgroup }
}
