import { setTimeout as sleep } from 'node:timers/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Exec, ExecRequest } from '../../../shared/model.ts'
import { beginGracePeriod } from '../runtime/grace-period.ts'
import { ExecProcess } from './exec.ts'
import type { ExecParent } from './exec-parent.ts'
import type { InitHands } from './init-hands.ts'
import type { ContainerMetadata } from './metadata.ts'
import { permitInit } from './permit.ts'

/** All execs' exits are published before the init's; one that conmon does not report in this time no longer holds it up. */
const END_MS = 2000

/** What is needed of the container for them. */
export type ExecHands = Pick<InitHands, 'context' | 'ref' | 'exclusive' | 'changed'> & {
  readonly meta: Pick<ContainerMetadata, 'state'>
}

/** The processes that were begun beside a container's init, until they are deleted. */
export class Execs {
  readonly #hands: ExecHands
  readonly #parent: ExecParent
  readonly #byId = new Map<string, ExecProcess>()

  constructor(hands: ExecHands, parent: ExecParent) {
    this.#hands = hands
    this.#parent = parent
  }

  async create(request: ExecRequest): Promise<Exec> {
    const { exclusive, context, changed } = this.#hands
    return exclusive.run(async () => {
      permitInit('exec', this.#hands.meta.state)
      beginGracePeriod()
      const exec = await ExecProcess.create(context, this.#parent, request)
      this.add(exec)
      changed()
      return exec.toModel()
    })
  }

  /** One that is there already: an earlier engine's. */
  add(exec: ExecProcess): void {
    this.#byId.set(exec.id, exec)
  }

  /** Throws `not-found`. */
  get(id: string): ExecProcess {
    const exec = this.#byId.get(id)
    if (exec) return exec
    throw new RuncibleError(
      'not-found',
      `no exec ${id} in container ${this.#hands.ref.id}: not found`,
    )
  }

  async delete(id: string): Promise<void> {
    await this.get(id).delete()
    this.#byId.delete(id)
    this.#hands.changed()
  }

  toModel(): Exec[] {
    return [...this.#byId.values()].map((exec) => exec.toModel())
  }

  /** Those that run. */
  running(): ExecProcess[] {
    return [...this.#byId.values()].filter(({ state }) => state === 'running')
  }

  /** None runs any more, or is waited for any longer. */
  async ended(): Promise<void> {
    const running = this.running()
    if (running.length === 0) return
    await Promise.race([
      Promise.all(running.map(({ ended }) => ended)),
      sleep(END_MS, null, { ref: false }),
    ])
  }

  /** Lets go of their consoles. */
  close(): void {
    for (const exec of this.#byId.values()) exec.close()
  }
}
