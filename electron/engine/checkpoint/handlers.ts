import type { CallHandlers } from '../../../shared/server.ts'
import type { Outgoing } from '../outgoing/outgoing.ts'
import type { EngineContext } from '../process/context.ts'
import type { Manager } from '../process/manager.ts'
import { importArchive } from './archive/import.ts'
import { lookAtArchive } from './archive/look.ts'
import type { MomentLooks } from './looks.ts'

interface Rooms {
  context: EngineContext
  manager: Manager
  looks: MomentLooks
  outgoing: Outgoing
  /** what may have changed who uses an image or a volume */
  thenTold<T>(work: Promise<T>): Promise<T>
}

type Calls = Extract<keyof CallHandlers, `checkpoints.${string}`>

/** The calls of moments that were taken. */
export function checkpointHandlers({
  context,
  manager,
  looks,
  outgoing,
  thenTold,
}: Rooms): Pick<CallHandlers, Calls> {
  const { journal, checkpoints, storage } = context
  return {
    'checkpoints.foresee': (ref) => manager.get(ref).moments.foresee(),
    'checkpoints.inside': ({ checkpoint }, { signal }) => looks.inside(checkpoint, signal),
    'checkpoints.compare': (query, { signal }) => looks.compare(query, signal),
    'checkpoints.compareFile': (query) => looks.compareFile(query),
    'checkpoints.edit': async ({ checkpoint, change }) => {
      const edited = await checkpoints.edit(checkpoint, change)
      context.publish('checkpoint.changed', edited)
      return edited
    },
    'checkpoints.store': ({ checkpoint }, call) =>
      journal.record('store moment', checkpoints.get(checkpoint).container, () =>
        storage.store(checkpoint, call),
      ),
    'checkpoints.makeWhole': ({ checkpoint }, call) =>
      journal.record('make moment whole', checkpoints.get(checkpoint).container, () =>
        storage.makeWhole(checkpoint, call),
      ),
    'checkpoints.storage': () => storage.describe(),
    'checkpoints.setStorage': ({ budget }) => storage.setBudget(budget),
    'checkpoints.delete': async ({ checkpoint }, call) => {
      await thenTold(manager.deleteMoment(checkpoint, call))
      return {}
    },

    'checkpoints.export': (request, call) =>
      journal.record('export checkpoint', checkpoints.get(request.checkpoint).container, () =>
        outgoing.exportCheckpoint(request, call),
      ),
    'checkpoints.look': ({ path }, call) => lookAtArchive({ context, path, ...call }),
    'checkpoints.import': async (request, call) => {
      const imported = await journal.record('import checkpoint', null, () =>
        thenTold(importArchive({ context, request, ...call })),
      )
      context.publish('checkpoint.changed', imported)
      return imported
    },
  }
}
