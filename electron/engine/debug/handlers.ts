import { type ContainerRef, isForeign, type ProcessRef } from '../../../shared/model.ts'
import type { CallHandlers } from '../../../shared/server.ts'
import type { Foreigners } from '../foreign/foreigners.ts'
import { requireOne } from '../inspect/processes.ts'
import type { EngineContext } from '../process/context.ts'
import type { Manager } from '../process/manager.ts'
import { runcIn } from '../process/programs.ts'
import { ended } from './session.ts'
import type { DebugSessions, Target } from './sessions.ts'

interface Rooms {
  context: EngineContext
  manager: Manager
  foreigners: Foreigners
  shells: DebugSessions
}

/** The contract's calls of debug sessions. */
export function debugCalls({
  context,
  manager,
  foreigners,
  shells,
}: Rooms): Pick<CallHandlers, 'shells.open' | 'shells.close'> {
  const { journal } = context
  return {
    'shells.open': ({ size, trace, ...ref }) =>
      journal.record(trace ? 'trace' : 'debug shell', ref, async () => {
        if (isForeign(ref)) {
          return shells.open(await foreignTarget(context, foreigners, ref, trace), { size, trace })
        }
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

/** Nobody can be kept from ending it meanwhile: it is its owner's. */
async function foreignTarget(
  context: EngineContext,
  foreigners: Foreigners,
  ref: ContainerRef,
  trace: ProcessRef | undefined,
): Promise<Target> {
  const container = foreigners.get(ref)
  const pids = await container.inSight()
  if (trace) requireOne(pids, trace)
  const { init } = container
  if (!init) throw ended(ref)
  return { ref, init, runc: runcIn(context, '', '').options.binary, systemdCgroup: false }
}
