import type { Container, Limits, Naming } from '../../../shared/model.ts'
import { writeJson } from '../atomic.ts'
import { withLimits } from '../bundle/compose.ts'
import type { Spec } from '../bundle/spec.ts'
import type { InitHands } from './init-hands.ts'
import { permitInit } from './permit.ts'
import type { Restarts } from './restarts.ts'

interface Parts {
  restarts: Restarts
  spec(): { spec: Spec }
}

/** What of a container may become otherwise while it stays the same. */
export class InitSettings {
  readonly #hands: InitHands
  readonly #parts: Parts

  constructor(hands: InitHands, parts: Parts) {
    this.#hands = hands
    this.#parts = parts
  }

  /**
   * `limits` replace the ones that are named in it. They go into config.json too: a checkpoint takes them along, and what
   * waits to be restored, which runc does not know yet, is restored with them.
   */
  limit(limits: Limits): Promise<Container> {
    const { exclusive, layout, ref } = this.#hands
    const permit = () => permitInit('update', this.#hands.meta.state)
    return exclusive.act('update', 'changing limits', permit, async () => {
      const { meta } = this.#hands
      if (!meta.restore) await this.#hands.runc().update(ref.id, limits)
      await writeJson(layout.config(), withLimits(this.#parts.spec().spec, limits))
      await this.#hands.update({ limits: { ...meta.limits, ...limits } })
      return this.#hands.toModel()
    })
  }

  /** `naming` replaces all that was said of that before. */
  async label(naming: Naming): Promise<Container> {
    return this.#hands.exclusive.run(async () => {
      const { request, state } = this.#hands.meta
      if (state === 'deleted') permitInit('update', state)
      await this.#hands.update({
        request: { ...request, naming },
        restarts: this.#parts.restarts.under(naming),
      })
      return this.#hands.toModel()
    })
  }
}
