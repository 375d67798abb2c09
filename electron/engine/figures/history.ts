import { setImmediate as turn } from 'node:timers/promises'
import {
  type ContainerRef,
  FIGURES_EVERY_MS,
  FIGURES_KEPT_S,
  type Figures,
  keyOf,
} from '../../../shared/model.ts'
import { type CgroupPaths, readStats } from '../runtime/cgroup.ts'
import { countedNetwork, isOwnNetwork, readNetwork } from '../runtime/network-counters.ts'
import { type Counters, toReading } from './rates.ts'
import { Ring } from './ring.ts'

/** Who has not asked for so long has gone. */
const ASKED_MS = 3 * FIGURES_EVERY_MS
/** So many containers are read in one go; then consoles have their turn. */
const IN_ONE_GO = 20

/** Where the figures of a container are found. */
export interface Source {
  ref: ContainerRef
  /** another one may have its name later */
  createdAt: string
  /** null: nothing runs in it */
  running: {
    init: number
    /** null: it has none of its own */
    cgroup: CgroupPaths | null
  } | null
}

interface Followed extends Pick<Figures, 'limits' | 'killed' | 'network'> {
  createdAt: string
  ring: Ring
  /** of one life: another begins with counters of its own */
  life: { init: number; ownNetwork: boolean | null; counters: Counters | null } | null
}

interface Asked extends ContainerRef {
  since: number
  seconds: number
}

/**
 * What all containers used in the last minutes. Their figures are read in one pass once a second while somebody asks, so whoever
 * looks at another one finds its last minutes there; while nobody does none are, and those minutes are a gap for good. It lives in
 * memory alone: it is bounded, costs no disk, and an engine that starts anew begins anew.
 */
export class FigureHistory {
  readonly #sources: () => Promise<Source[]>
  readonly #byKey = new Map<string, Followed>()
  #timer: NodeJS.Timeout | null = null
  #forgetting: NodeJS.Timeout | undefined
  #pass: Promise<void> | null = null
  #askedAt = 0
  #closed = false

  constructor(sources: () => Promise<Source[]>) {
    this.#sources = sources
  }

  /** Of those that were looked at; has them looked at from now on. */
  async of(asked: readonly Asked[]): Promise<Figures[]> {
    this.#askedAt = performance.now()
    if (!this.#timer && !this.#closed) this.#begin()
    await this.#pass
    return asked.flatMap(({ namespace, id, since, seconds }) => {
      const followed = this.#byKey.get(keyOf({ namespace, id }))
      if (!followed) return []
      const { ring, limits, killed, network } = followed
      // Newer than all there is: the clock was set back since.
      const isAhead = since > Math.max(ring.newest ?? 0, Date.now())
      const from = Math.max(isAhead ? 0 : since, Date.now() - 1000 * seconds)
      return [{ container: { namespace, id }, ...ring.after(from), limits, killed, network }]
    })
  }

  close(): void {
    this.#closed = true
    this.#rest()
    clearTimeout(this.#forgetting)
  }

  #begin(): void {
    clearTimeout(this.#forgetting)
    this.#pass = this.#readAll()
    this.#timer = setInterval(() => {
      if (performance.now() - this.#askedAt > ASKED_MS) this.#rest()
      // One that takes longer than that is not joined by another.
      else this.#pass ??= this.#readAll()
    }, FIGURES_EVERY_MS)
    this.#timer.unref()
  }

  /** What is there is kept for its time. */
  #rest(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    clearTimeout(this.#forgetting)
    this.#forgetting = setTimeout(() => this.#byKey.clear(), 1000 * FIGURES_KEPT_S)
    this.#forgetting.unref()
  }

  async #readAll(): Promise<void> {
    try {
      const sources = await this.#sources()
      for (const [n, source] of sources.entries()) {
        if (n > 0 && n % IN_ONE_GO === 0) await turn()
        if (this.#closed) return
        if (source.running) this.#read(source, source.running)
      }
      this.#forgetOld(sources)
    } finally {
      this.#pass = null
    }
  }

  #read(source: Source, { init, cgroup }: NonNullable<Source['running']>): void {
    const followed = this.#followed(source)
    if (followed.life?.init !== init) {
      followed.life = { init, ownNetwork: isOwnNetwork(init), counters: null }
    }
    const { life } = followed
    const stats = readStats(cgroup ?? {})
    const network = life.ownNetwork ? readNetwork(init) : null
    const counters = { at: performance.now(), stats, network }
    followed.ring.push(Date.now(), toReading(life.counters, counters))
    followed.limits = { memory: stats.memoryLimit, pids: stats.pidsLimit }
    followed.killed = stats.oomKills
    followed.network = countedNetwork(life.ownNetwork, network)
    life.counters = counters
  }

  #followed({ ref, createdAt }: Source): Followed {
    const known = this.#byKey.get(keyOf(ref))
    if (known?.createdAt === createdAt) return known
    const begun: Followed = {
      createdAt,
      ring: new Ring(),
      life: null,
      limits: { memory: null, pids: null },
      killed: null,
      network: null,
    }
    this.#byKey.set(keyOf(ref), begun)
    return begun
  }

  /** Those that have ended are shown with their last minutes for as long as these are kept; not so those that are gone. */
  #forgetOld(sources: readonly Source[]): void {
    const createdAt = new Map(sources.map((source) => [keyOf(source.ref), source.createdAt]))
    const oldest = Date.now() - 1000 * FIGURES_KEPT_S
    for (const [key, followed] of this.#byKey) {
      const isThere = createdAt.get(key) === followed.createdAt
      if (!isThere || (followed.ring.newest ?? 0) < oldest) this.#byKey.delete(key)
    }
  }
}
