import type { UsersOf } from '../images/store.ts'
import type { EngineContext } from './context.ts'
import type { Manager } from './manager.ts'

/** Who uses an image: containers that were made of it, and checkpoints of such. */
export const imageUsers =
  ({ checkpoints }: EngineContext, manager: Manager): UsersOf =>
  (image) => [
    ...manager.ofImage(image).map((ref) => ({ kind: 'container' as const, ...ref })),
    ...checkpoints
      .ofImage(image)
      .map(({ id, name }) => ({ kind: 'checkpoint' as const, checkpoint: id, name })),
  ]
