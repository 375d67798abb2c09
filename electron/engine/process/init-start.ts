import type { Container } from '../../../shared/model.ts'
import { NO_RESTARTS } from '../groups/restart-policy.ts'
import { beginGracePeriod } from '../runtime/grace-period.ts'
import type { Waiting } from '../waiting.ts'
import { act } from './init-act.ts'
import type { InitHands, Restoring } from './init-hands.ts'
import type { InitNetwork } from './init-network.ts'
import type { ContainerMetadata } from './metadata.ts'
import { withWholeMoment } from './whole-moment.ts'

const unasked = () => {}

/** How an init comes to be, and to run. */
export class InitStart {
  readonly #hands: InitHands
  readonly #network: InitNetwork

  constructor(hands: InitHands, { network }: { network: InitNetwork }) {
    this.#hands = hands
    this.#network = network
  }

  /** Creates it in runc; what was created from a checkpoint waits for its start. */
  create(): Promise<Container> {
    return this.#hands.exclusive.act('create', 'creating', unasked, async () => {
      if (this.#hands.meta.restore) {
        await this.#hands.update({ phase: 'ready', state: 'createdFromCheckpoint' })
      } else {
        const launched = await this.#hands.launch(null).catch(async (error: unknown) => {
          await this.#network.end()
          throw error
        })
        await this.#hands.follow({ ...launched, phase: 'ready', state: 'created' })
      }
      return this.#hands.toModel()
    })
  }

  start(call?: Waiting): Promise<Container> {
    return act(this.#hands, 'start', 'starting', async () => {
      const { restore } = this.#hands.meta
      // An exec often follows.
      beginGracePeriod()
      const launched = restore && (await this.#become(restore, call))
      if (!restore) await this.#hands.runc().start(this.#hands.ref.id)
      const startedAt = new Date().toISOString()
      return { ...launched, startedAt, restore: null, restarts: NO_RESTARTS }
    })
  }

  #become(restore: Restoring, call?: Waiting): Promise<Partial<ContainerMetadata>> {
    const { context, exclusive } = this.#hands
    const needed = { context, exclusive, moment: restore.checkpoint, call }
    return withWholeMoment(needed, () => {
      exclusive.phase('starting')
      return this.#hands.launch(restore)
    })
  }
}
