import { join } from 'node:path'
import { Mutex } from 'async-mutex'
import { RuncibleError } from '../../shared/errors.ts'
import {
  type Door,
  type ObserversContract,
  observersContract,
} from '../../shared/observers/contract.ts'
import { type Publish, type Service, serve } from '../../shared/server.ts'
import type { Channel } from '../../shared/wire.ts'
import type { PageFiles } from '../http/files.ts'
import { ownAddresses } from './addresses.ts'
import { Pointer } from './pointer.ts'
import type { ObserversServer } from './server.ts'

export interface ObserversDoorOptions {
  /** the window's page */
  files(): Promise<PageFiles>
  /** where the certificate is kept */
  state: string
  /** serves a channel by the engine of this process */
  own(channel: Channel): void
}

interface Opened {
  server: ObserversServer
  address: string
  since: number
  fingerprint: string
}

/** The door for observers: off until somebody turns it on, and off again after every start. */
export class ObserversDoor {
  readonly #options: ObserversDoorOptions
  readonly #mutex = new Mutex()
  readonly #listeners = new Set<Publish<ObserversContract>>()
  readonly #pointer = new Pointer()
  #opened: Opened | null = null

  constructor(options: ObserversDoorOptions) {
    this.#options = options
  }

  /** Serves an ordinary window, which opens and closes it. */
  attach(channel: Channel): void {
    serve(channel, this.#service, observersContract)
  }

  async close(): Promise<void> {
    await this.#mutex.runExclusive(() => this.#close())
  }

  readonly #service: Service<ObserversContract> = {
    calls: {
      'observers.look': () => this.#door(),
      'observers.open': ({ address, port }) => this.#then(() => this.#open(address, port)),
      'observers.revoke': () => this.#then(() => this.#get().server.revoke()),
      'observers.renew': () => this.#then(() => this.#get().server.renew()),
      'observers.close': () => this.#then(() => this.#close()),
      'observers.point': (pointed) => {
        this.#pointer.point(pointed)
        return {}
      },
    },
    streams: {},
    subscribe: (publish) => {
      this.#listeners.add(publish)
      return () => this.#listeners.delete(publish)
    },
  }

  /** One at a time; every window is told how it stands afterwards. */
  #then(work: () => void | Promise<void>): Promise<Door> {
    return this.#mutex.runExclusive(async () => {
      await work()
      this.#tell()
      return this.#door()
    })
  }

  /** On the address and port that it has it only gets a new link. */
  async #open(address: string, port: number): Promise<void> {
    if (!ownAddresses().some((one) => one.address === address)) {
      throw new RuncibleError('invalid-input', `${address} is no address of this machine`, {
        field: 'address',
        hint: 'Choose one of the list.',
      })
    }
    const opened = this.#opened
    if (opened?.address === address && opened.server.port === port) return opened.server.renew()
    // Not at every start: most never open it, and making certificates takes a large library.
    const [{ certificateFor }, { ObserversServer }] = await Promise.all([
      import('./certificate.ts'),
      import('./server.ts'),
    ])
    const path = join(this.#options.state, 'observers-certificate.json')
    const certificate = await certificateFor(address, path)
    const server = await ObserversServer.listen({
      files: await this.#options.files(),
      certificate,
      address,
      port,
      attach: this.#options.own,
      point: (channel) => this.#pointer.attach(channel),
      changed: () => this.#tell(),
    })
    await this.#close()
    const { fingerprint } = certificate
    this.#opened = { server, address, since: Date.now(), fingerprint }
  }

  async #close(): Promise<void> {
    const opened = this.#opened
    this.#opened = null
    await opened?.server.close()
  }

  #get(): Opened {
    if (this.#opened) return this.#opened
    throw new RuncibleError('failed-precondition', 'nothing is shown to a class now')
  }

  #tell(): void {
    const door = this.#door()
    for (const publish of this.#listeners) publish('observers.changed', door)
  }

  #door(): Door {
    if (!this.#opened) return { addresses: ownAddresses(), open: null }
    const { server, address, since, fingerprint } = this.#opened
    const { port, link, watchers } = server
    return {
      addresses: ownAddresses(),
      open: { address, port, since, link, fingerprint, watchers },
    }
  }
}
