/** So many may flood at the same time, however little time the processors have; with two, a key beside twenty floods takes longer. */
export const LEAST = 1
/** Then it is the next ones' turn. */
export const TURN_MS = 20
/** Who writes more than this within a turn floods, bytes. */
export const FLOOD_BYTES = 16 * 1024
/** A turn that begins later tells that the processors have no time: then it is the least again… */
const LATE_MS = 2
/** …and by so much more with every turn that begins when it should. */
const MORE = 0.15

/** One console, as the crowd knows it. */
export interface Member {
  /** Has the process wait with its output, or go on. */
  hold(on: boolean): void
}

/** Of a member: bytes since the turn began (where nobody floods, since a time of its own), and whether it waits for its turn. */
interface Known {
  written: number
  since: number
  waits: boolean
}

/**
 * The consoles of all containers, of which many may flood at the same time. Each flood is two processes, what writes and its
 * conmon, and the kernel gives each of forty its fair share: the engine, which serves them all and the keys typed in quiet
 * consoles, would get a fortieth. So as many flood at a time as leave it the time to begin each turn when it should, and the
 * others wait for theirs.
 */
export class Crowd {
  readonly #members = new Map<Member, Known>()
  readonly #now: () => number
  /** those that flood and do not wait, then those that wait, the longest first */
  #going: Member[] = []
  #waiting: Member[] = []
  #atOnce = LEAST
  #timer: NodeJS.Timeout | null = null
  #turnedAt = 0

  /** `now`: ms, of a clock that is never set back */
  constructor(now = () => performance.now()) {
    this.#now = now
  }

  join(member: Member): void {
    this.#members.set(member, { written: 0, since: 0, waits: false })
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
    const now = this.#now()
    if (!this.#timer && now - known.since > TURN_MS)
      Object.assign(known, { since: now, written: 0 })
    known.written += bytes
    if (known.written <= FLOOD_BYTES || this.floods(member)) return
    if (!this.#timer) this.#start(now)
    if (this.#going.length < this.#atOnce) this.#going.push(member)
    else this.#wait(member)
  }

  /** Somebody types in it: perhaps to end its flood, and conmon takes no input while it waits. */
  hurry(member: Member): void {
    if (!this.#waiting.includes(member)) return
    this.#waiting = this.#waiting.filter((one) => one !== member)
    this.#go(member)
  }

  #start(now: number): void {
    this.#atOnce = LEAST
    this.#turnedAt = now
    this.#timer = setInterval(() => this.#turn(), TURN_MS).unref()
  }

  /** Who still floods makes room for those who wait; who does not is of the crowd no more. */
  #turn(): void {
    this.#balance()
    const still = this.#going.filter((one) => this.#written(one) > FLOOD_BYTES)
    for (const known of this.#members.values()) known.written = 0
    const next = this.#waiting.splice(0, this.#atOnce)
    this.#going = []
    for (const one of next) this.#go(one)
    for (const one of still) {
      if (this.#going.length < this.#atOnce) this.#going.push(one)
      else this.#wait(one)
    }
    if (this.#going.length > 0 || !this.#timer) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  /** How many may go on, by how late this turn begins. */
  #balance(): void {
    const now = this.#now()
    const late = now - this.#turnedAt - TURN_MS
    this.#turnedAt = now
    this.#atOnce = late > LATE_MS ? LEAST : Math.min(this.#atOnce + MORE, this.#members.size)
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
