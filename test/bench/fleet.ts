import { listPageFiles } from '../../electron/http/files.ts'
import { makeToken } from '../../electron/http/tokens.ts'
import { startWebServer } from '../../electron/web/server.ts'
import { OWN_HOST } from '../../shared/hosts.ts'
import { statusOf } from '../../shared/lifecycle.ts'
import type { Container, Snapshot } from '../../shared/model.ts'
import { type Publish, type Service, serve } from '../../shared/server.ts'
import { fakeContainer } from '../fixtures/fake-containers.ts'
import { fakeService } from '../fixtures/fake-service.ts'

const STATES = ['running', 'paused'] as const
const GROUPS = 5
const SECOND_MS = 1000

/** A fleet that exists in memory only, behind the real web host: `size` containers, `changing` of which change each second. */
export class Fleet {
  readonly url: string
  readonly #stop: () => Promise<void>
  readonly #containers: Container[]
  readonly #subscribers: Set<Publish>
  #next = 0
  #ticking: ReturnType<typeof setInterval> | undefined

  private constructor(
    url: string,
    stop: () => Promise<void>,
    containers: Container[],
    subscribers: Set<Publish>,
  ) {
    this.url = url
    this.#stop = stop
    this.#containers = containers
    this.#subscribers = subscribers
  }

  static async start(page: string, size: number): Promise<Fleet> {
    const containers = Array.from({ length: size }, (_, n) => member(n))
    const subscribers = new Set<Publish>()
    const service = serviceOf(containers, subscribers)
    const server = await startWebServer({
      files: await listPageFiles(page),
      token: makeToken(),
      port: 0,
      // There is no register of hosts here: its way told the page everything a second time.
      attach: (channel, host) => (host === OWN_HOST ? serve(channel, service) : channel.close()),
    })
    return new Fleet(server.url, () => server.close(), containers, subscribers)
  }

  /** All of them in one moment, as when a script went over them. */
  change(changing: number): void {
    clearInterval(this.#ticking)
    this.#ticking = setInterval(() => {
      for (let n = 0; n < changing; n++) this.#changeOne()
    }, SECOND_MS)
  }

  async close(): Promise<void> {
    clearInterval(this.#ticking)
    await this.#stop()
  }

  /** The next of them; seven on, for neighbours are seldom what changes. */
  #changeOne(): void {
    this.#next = (this.#next + 7) % this.#containers.length
    const before = this.#containers[this.#next]
    if (!before) return
    const state = before.state === STATES[0] ? STATES[1] : STATES[0]
    const since = new Date().toISOString()
    const changed = { ...before, state, status: statusOf(state, false), since }
    this.#containers[this.#next] = changed
    for (const publish of this.#subscribers) publish('container.changed', changed)
  }
}

/** A tenth of them in groups, every second one labelled. */
function member(n: number): Container {
  const one = fakeContainer(`member-${n}`)
  const group = n % 10 === 0 ? { group: `group-${(n / 10) % GROUPS}` } : {}
  return {
    ...one,
    pid: 10_000 + n,
    naming: { ...one.naming, ...group, labels: n % 2 === 0 ? { tier: 'web' } : {} },
  }
}

function serviceOf(containers: Container[], subscribers: Set<Publish>): Service {
  const fake = fakeService('empty')
  const snapshot = async (...args: Parameters<(typeof fake.calls)['engine.snapshot']>) => ({
    ...((await fake.calls['engine.snapshot'](...args)) as Snapshot),
    containers: [...containers],
  })
  return {
    ...fake,
    calls: { ...fake.calls, 'engine.snapshot': snapshot },
    subscribe: (publish) => {
      subscribers.add(publish)
      return () => subscribers.delete(publish)
    },
  }
}
