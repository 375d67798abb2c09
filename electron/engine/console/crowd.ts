import { availableParallelism } from 'node:os'

/** As many flood at the same time, two processes each; more would leave the processors no time for anything else. */
export const AT_ONCE = Math.max(2, Math.floor(availableParallelism() / 2))
/** Then it is the next ones' turn. */
export const TURN_MS = 20
/** Who writes more than this within a turn floods, bytes. */
export const FLOOD_BYTES = 16 * 1024

/** One console, as the crowd knows it. */
export interface Member {
  /** Has the process wait with its output, or go on. */
  hold(on: boolean): void
}

/** Of a member: bytes since the turn began, and whether it waits for its own. */
interface Known {
  written: number
  waits: boolean
}

/**
 * The consoles of all containers, of which many may flood at the same time. Each flood is two processes, what writes and its
 * conmon, and the kernel gives each of forty its fair share: the engine, which serves them all and the keys typed in quiet
 * consoles, would get a fortieth. So a few flood at a time and the others wait, in turn; two are as fast together as twenty.
 */
export class Crowd {
  readonly #members = new Map<Member, Known>()
  /** those that flood and do not wait, then those that wait, the longest first */
  #going: Member[] = []
  #waiting: Member[] = []
  #timer: NodeJS.Timeout | null = null

  join(member: Member): void {
    this.#members.set(member, { written: 0, waits: false })
  }

  leave(member: Member): void {
    this.#members.delete(member)
    this.#going = this.#going.filter((one) => one !== member)
    this.#waiting = this.#waiting.filter((one) => one !== member)
  }

  floods(member: Member): boolean {
    return this.#going.includes(member) || this.#waiting.includes(member)
  }

  wrote(member: Member, bytes: number): void {
    const known = this.#members.get(member)
    if (!known) return
    known.written += bytes
    this.#timer ??= setInterval(() => this.#turn(), TURN_MS).unref()
    if (known.written <= FLOOD_BYTES || this.floods(member)) return
    if (this.#going.length < AT_ONCE) this.#going.push(member)
    else this.#wait(member)
  }

  /** Somebody types in it: perhaps to end its flood, and conmon takes no input while it waits. */
  hurry(member: Member): void {
    if (!this.#waiting.includes(member)) return
    this.#waiting = this.#waiting.filter((one) => one !== member)
    this.#go(member)
  }

  /** Who still floods makes room for those who wait; who does not is of the crowd no more. */
  #turn(): void {
    const still = this.#going.filter((one) => this.#written(one) > FLOOD_BYTES)
    const quiet = [...this.#members.values()].every(({ written }) => written === 0)
    for (const known of this.#members.values()) known.written = 0
    const next = this.#waiting.splice(0, AT_ONCE)
    this.#going = []
    for (const one of next) this.#go(one)
    for (const one of still) {
      if (this.#going.length < AT_ONCE) this.#going.push(one)
      else this.#wait(one)
    }
    if (!quiet || this.#going.length > 0 || !this.#timer) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  #go(member: Member): void {
    this.#going.push(member)
    this.#set(member, false)
  }

  #wait(member: Member): void {
    this.#waiting.push(member)
    this.#set(member, true)
  }

  #set(member: Member, waits: boolean): void {
    const known = this.#members.get(member)
    if (!known || known.waits === waits) return
    known.waits = waits
    member.hold(waits)
  }

  #written(member: Member): number {
    return this.#members.get(member)?.written ?? 0
  }
}

/** Of this process: it is its share of the processors that they would take. */
export const crowd = new Crowd()
