import { type Client, createClient } from '../../shared/client.ts'
import { OWN_HOST } from '../../shared/hosts.ts'
import type { Container } from '../../shared/model.ts'
import { keyOf } from '../../shared/model.ts'
import type { Channel } from '../../shared/wire.ts'
import { localChannel } from './local-channel.ts'
import { type Notice, Notices } from './notices.ts'

/** Pause before the main process connects to its engine again, ms. */
const AGAIN_MS = 1000

/** The containers as the engine publishes them, for what the desktop program itself says of them. */
export class Following {
  readonly #notices = new Notices({ host: OWN_HOST, where: () => null })
  readonly #tell: (notice: Notice) => void
  readonly #byKey = new Map<string, Container>()
  #ended = false
  #client: Client | null = null

  constructor(tell: (notice: Notice) => void) {
    this.#tell = tell
  }

  /** Those that there are. */
  get containers(): Container[] {
    return [...this.#byKey.values()]
  }

  /** Connects by `attach`, and again whenever the connection goes, until `end`. */
  async keep(attach: (channel: Channel) => void): Promise<void> {
    while (!this.#ended) {
      const [mine, theirs] = localChannel()
      const client = createClient(mine)
      this.#client = client
      attach(theirs)
      await this.#hear(client).catch(() => client.close())
      await client.closed
      if (!this.#ended) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }

  end(): void {
    this.#ended = true
    this.#client?.close()
  }

  async #hear(client: Client): Promise<void> {
    client.on('container.changed', (container) => {
      this.#byKey.set(keyOf(container), container)
      this.#say(this.#notices.changed(container))
    })
    client.on('container.removed', (ref) => {
      this.#byKey.delete(keyOf(ref))
      this.#notices.removed(ref)
    })
    client.on('journal.appended', (entry) => this.#say(this.#notices.appended(entry)))
    const { containers } = await client.call('engine.snapshot', {})
    this.#byKey.clear()
    for (const one of containers) this.#byKey.set(keyOf(one), one)
    this.#notices.snapshot(containers)
  }

  #say(notice: Notice | null): void {
    if (notice) this.#tell(notice)
  }
}
