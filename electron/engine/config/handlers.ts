import type { CallHandlers } from '../../../shared/server.ts'
import type { EngineContext } from '../process/context.ts'
import type { Manager } from '../process/manager.ts'

interface Parts {
  context: EngineContext
  manager: Manager
  /** what may have changed who uses a volume */
  thenTold<T>(work: Promise<T>): Promise<T>
}

type ConfigHandlers = Pick<CallHandlers, 'config.check' | 'config.recreate'>

/** A container's config.json, edited by hand. */
export const configHandlers = ({
  context: { journal },
  manager,
  thenTold,
}: Parts): ConfigHandlers => ({
  'config.check': ({ config, ...ref }) => ({ problems: manager.get(ref).recreates.check(config) }),
  'config.recreate': ({ config, basedOn, ...ref }) =>
    journal.record('recreate', ref, () =>
      thenTold(manager.get(ref).recreates.recreate(config, basedOn)),
    ),
})
