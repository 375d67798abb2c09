import { RuncibleError, toWireError } from '../../../shared/errors.ts'
import { calledName, keyOf } from '../../../shared/model.ts'
import type { CallContext } from '../../../shared/server.ts'
import type { Journal } from '../journal.ts'
import type { Init } from '../process/init.ts'
import type { Manager } from '../process/manager.ts'
import { inTurns } from './order.ts'
import { stopInOrder } from './stop.ts'

export interface GroupRef {
  namespace: string
  group: string
}

/** What is done to containers of one group together. A new order to a group takes the place of one under way. */
export class Groups {
  readonly #manager: Manager
  readonly #journal: Journal
  readonly #underWay = new Map<string, AbortController>()

  constructor(manager: Manager, journal: Journal) {
    this.#manager = manager
    this.#journal = journal
  }

  /** Starts what does not run, turn after turn. What comes after a failure is not started. */
  start(group: GroupRef, call: CallContext): Promise<void> {
    return this.#inTurn('start', group, call, {
      phase: (names) => `starting ${names}`,
      turns: inTurns(this.#members(group)),
      work: bringUp,
    })
  }

  /** Ends what lives, in the reverse order. */
  stop(group: GroupRef, graceMs: number, call: CallContext): Promise<void> {
    return this.#inTurn('stop', group, call, {
      phase: (names) => `stopping ${names}`,
      turns: inTurns(this.#members(group)).reverse(),
      work: ['stop', (init) => stopInOrder(init, graceMs)],
    })
  }

  /** Throws `failed-precondition` before anything is deleted where one lives. */
  async delete(group: GroupRef, call: CallContext): Promise<void> {
    const members = this.#members(group)
    const alive = members.filter(({ meta }) => meta.state === 'running' || meta.state === 'paused')
    if (alive.length > 0) {
      throw new RuncibleError(
        'failed-precondition',
        `the group ${group.group} cannot be deleted: ${alive.map(nameOf).join(', ')} not ended`,
        { hint: 'Stop the group first.' },
      )
    }
    return this.#inTurn('delete', group, call, {
      phase: (names) => `deleting ${names}`,
      turns: inTurns(members).reverse(),
      work: ['delete', (init) => this.#manager.delete(init.ref)],
    })
  }

  #members(group: GroupRef): Init[] {
    const members = this.#manager.ofGroup(group)
    if (members.length > 0) return members
    throw new RuncibleError('not-found', `no such group: ${group.group}: not found`)
  }

  async #inTurn(
    action: keyof typeof FAILED,
    { namespace, group }: GroupRef,
    { signal, progress }: CallContext,
    { phase, turns, work }: Turns,
  ): Promise<void> {
    const key = keyOf({ namespace, id: group })
    const own = new AbortController()
    this.#underWay.get(key)?.abort()
    this.#underWay.set(key, own)
    const total = turns.flat().length
    let done = 0
    const one = async (init: Init) => {
      const [does, act] = typeof work === 'function' ? work(init) : work
      if (does) await this.#journal.record(does, init.ref, () => act(init))
      done += 1
    }
    try {
      await this.#journal.record(`${action} group ${group}`, null, async () => {
        for (const turn of turns) {
          if (own.signal.aborted) throw superseded(group)
          signal.throwIfAborted()
          progress({
            phase: phase(turn.map(nameOf).join(', ')),
            done,
            total,
            unit: 'containers',
          })
          await allOf(turn, one, FAILED[action])
        }
      })
    } finally {
      if (this.#underWay.get(key) === own) this.#underWay.delete(key)
    }
  }
}

const FAILED = {
  start: (name: string, why: string) => `could not start ${name}: ${why}`,
  stop: (name: string, why: string) => `could not stop ${name}: ${why}`,
  delete: (name: string, why: string) => `could not delete ${name}: ${why}`,
}

type Act = (init: Init) => Promise<unknown>
interface Turns {
  phase(names: string): string
  turns: Init[][]
  /** what the journal calls it (null: nothing is to be done), and what it is */
  work: [string, Act] | ((init: Init) => [string | null, Act])
}

/** Whatever state it is in, it runs afterwards. */
function bringUp({ meta: { state } }: Init): [string | null, Act] {
  if (state === 'stopped') return ['rerun', (init) => init.restarts.rerun()]
  if (state === 'paused') return ['resume', (init) => init.resume()]
  return state === 'running' ? [null, async () => {}] : ['start', (init) => init.begin.start()]
}

const nameOf = ({ meta }: Init) => calledName({ id: meta.id, naming: meta.request.naming })

/** All at once, and all of them to their end. Throws the first failure, with the container's name before it. */
async function allOf(
  inits: Init[],
  work: Act,
  failed: (name: string, why: string) => string,
): Promise<void> {
  const outcomes = await Promise.allSettled(inits.map(work))
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue
    const { code, message, ...details } = toWireError(outcome.reason)
    const name = nameOf(inits[at] as Init)
    throw new RuncibleError(code, failed(name, message), {
      ...details,
      cause: outcome.reason,
    })
  }
}

const superseded = (group: string) =>
  new RuncibleError('cancelled', `something else was asked of the group ${group} meanwhile`)
