import {
  type CheckpointOptions,
  type Container,
  type ContainerRef,
  CreateRequest,
} from '../../../shared/model.ts'
import type { CallContext } from '../../../shared/server.ts'
import type { Manager } from './manager.ts'

interface CloneRequest extends ContainerRef {
  /** what the copy is called, in the same namespace */
  as: string
  /** what is wanted beside that which the container itself asks for */
  options: CheckpointOptions
}

/**
 * A second, running copy of a container that runs on, of a moment that is taken for it. The moment stays, also where what comes
 * after it fails; then nothing else is left.
 */
export async function cloneLive(
  manager: Manager,
  { as, options, ...ref }: CloneRequest,
  call: CallContext,
): Promise<Container> {
  const init = manager.get(ref)
  manager.requireFree({ ...ref, id: as })
  const moment = await init.moments.take(
    {
      ...options,
      ...(await init.moments.askedFor()),
      name: options.name ?? `for ${as}`,
      exit: false,
      preDump: false,
    },
    call,
    'clone',
  )
  const { stdin } = init.meta.request
  const source = { kind: 'checkpoint', checkpoint: moment.id } as const
  await manager.create(CreateRequest.parse({ namespace: ref.namespace, id: as, source, stdin }))
  try {
    return await manager.get({ ...ref, id: as }).begin.start(call)
  } catch (error) {
    await manager.delete({ ...ref, id: as })
    throw error
  }
}
