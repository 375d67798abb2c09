import type { Container, Network, PortForward, WayOut } from '../../../shared/model.ts'
import { ContainerWayOut } from '../network/way-out.ts'
import type { InitHands } from './init-hands.ts'
import type { Pid } from './metadata.ts'
import { permitMend, requireNetwork } from './network.ts'

/** The way out of a container's network, where it has one, through the container's life. */
export class InitNetwork {
  readonly #hands: InitHands
  readonly #wayOut: ContainerWayOut

  constructor(hands: InitHands) {
    this.#hands = hands
    this.#wayOut = new ContainerWayOut(hands.context, hands.ref, () => this.#onGone())
  }

  toModel(): WayOut | null {
    return this.#wayOut.toModel(this.#hands.meta.network)
  }

  /** For a container that was just created or restored. What was restored runs by then, and is kept without a way out. */
  async open(network: Network, init: Pid | null, restored: boolean): Promise<void> {
    if (network.kind !== 'outbound' || !init) return
    if (restored) await this.#wayOut.tryReopen(network, init.pid, true)
    else await this.#wayOut.open(network, init.pid, true)
  }

  /** For recovery: the one that an earlier engine made, or where that had not come so far, a new one. */
  async adopt(): Promise<void> {
    const { context, ref, meta, monitored } = this.#hands
    const { network, init } = meta
    if (network.kind !== 'outbound' || !init || this.#wayOut.adopt()) return
    await this.#wayOut.tryReopen(network, init.pid, monitored)
    context.journal.note('recover', ref, 'its way out had ended and was made anew')
  }

  /** Gives it its way out anew; with `ports`, those are forwarded from now on. */
  mend(ports?: PortForward[]): Promise<Container> {
    const { exclusive, context, ref } = this.#hands
    return exclusive.run(async () => {
      const { meta, lives, monitored } = this.#hands
      const { network, init } = meta
      const wanted = permitMend(network, lives, ports)
      await this.#wayOut.end()
      try {
        await requireNetwork(context, ref, wanted)
        if (init) await this.#wayOut.reopen(wanted, init.pid, monitored)
      } catch (error) {
        // As it was, as far as that can be had.
        if (init && network.kind === 'outbound') {
          await this.#wayOut.tryReopen(network, init.pid, monitored)
        }
        throw error
      } finally {
        this.#hands.changed()
      }
      await this.#hands.update({ network: wanted })
      return this.#hands.toModel()
    })
  }

  /** Nobody else waits for it: an end and a delete are on the road of a click. */
  async end(): Promise<void> {
    if (this.#hands.meta.network.kind === 'outbound') await this.#wayOut.end()
  }

  /** Looks after it no longer; it goes on. */
  letGo(): void {
    this.#wayOut.letGo()
  }

  #onGone(): void {
    const { context, ref } = this.#hands
    context.journal.note('network', ref, 'its way out has ended by itself')
    this.#hands.changed()
  }
}
