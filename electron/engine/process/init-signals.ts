import type { ProcessRef } from '../../../shared/model.ts'
import { isMeantToEnd } from '../groups/restart-policy.ts'
import type { InitEnd } from './init-end.ts'
import type { InitHands } from './init-hands.ts'
import type { Members } from './members.ts'
import { permitInit } from './permit.ts'
import type { Restarts } from './restarts.ts'

const SIGKILL = 9

interface Parts {
  end: InitEnd
  members: Members
  restarts: Restarts
}

/** What is sent to a container's processes. */
export class InitSignals {
  readonly #hands: InitHands
  readonly #parts: Parts

  constructor(hands: InitHands, parts: Parts) {
    this.#hands = hands
    this.#parts = parts
  }

  /**
   * Signals init alone, or (all) every process of the container's cgroup. An end that comes of it need not wait until the runc
   * that sent the signal has gone: that has no need of the lock.
   */
  send(signal: number, all: boolean): Promise<void> {
    const { end, members, restarts } = this.#parts
    return end.sending(signal, async () => {
      await this.#hands.exclusive.run(async () => {
        permitInit('kill', this.#hands.meta.state)
        if (isMeantToEnd(signal) && this.#hands.lives) await restarts.askedToEnd()
        if (!all) return
        await members.signal(signal)
        if (signal === SIGKILL && this.#hands.meta.state === 'paused') await end.thaw()
      })
      if (!all) await this.#hands.runc().kill(this.#hands.ref.id, signal)
    })
  }

  /** Signals one process of the container; should the init end of that, it is known who sent it. */
  sendOne(process: ProcessRef, signal: number): Promise<void> {
    const send = () => this.#parts.members.signalOne(process, signal)
    const isInit = process.pid === this.#hands.meta.init?.pid
    return isInit ? this.#parts.end.sending(signal, send) : send()
  }
}
