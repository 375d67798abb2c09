import { RuncibleError } from '../../shared/errors.ts'
import {
  addressText,
  type HostEntry,
  type HostsContract,
  hostsContract,
  OWN_HOST,
  REGISTER,
  type SshAddress,
} from '../../shared/hosts.ts'
import { relay } from '../../shared/relay.ts'
import { type Publish, type Service, serve } from '../../shared/server.ts'
import type { SshEntry } from '../../shared/ssh-entry.ts'
import type { Channel } from '../../shared/wire.ts'
import { SshEntries } from './entries.ts'
import type { EngineHost } from './host.ts'
import { InUse } from './in-use.ts'
import { RemoteHost } from './remote.ts'

export interface RegisterOptions {
  /** serves a page that wants the engine of this process, or the one that it joined */
  own(channel: Channel): void
  /** how the header names that one */
  ownLabel: string
  /** the way to root; null where this process is root already */
  root: EngineHost | null
  ssh(entry: SshEntry): EngineHost
  /** where the ssh entries are kept */
  file: string
  /** where it is kept which hosts are in use */
  inUse: string
}

/** The hosts that this process's pages may work on: its own engine, root's, and those that were added over ssh. */
export class HostRegister {
  readonly #options: RegisterOptions
  readonly #entries: SshEntries
  readonly #inUse: InUse
  readonly #remote = new Map<string, RemoteHost>()
  readonly #listeners = new Set<Publish<HostsContract>>()

  private constructor(options: RegisterOptions, entries: SshEntries, inUse: InUse) {
    this.#options = options
    this.#entries = entries
    this.#inUse = inUse
    if (options.root) this.#know(options.root, null)
    for (const entry of entries.all) this.#know(options.ssh(entry), addressOf(entry))
  }

  static async open(options: RegisterOptions): Promise<HostRegister> {
    const [entries, inUse] = await Promise.all([
      SshEntries.open(options.file),
      InUse.open(options.inUse),
    ])
    if (entries.problem) console.error(entries.problem)
    return new HostRegister(options, entries, inUse)
  }

  /** Serves a page's connection to the host of that name, or to the register itself, until it closes. */
  attach(channel: Channel, name: string): void {
    const host = this.#remote.get(name)
    if (name === OWN_HOST) this.#options.own(channel)
    else if (name === REGISTER) serve(channel, this.#service, hostsContract)
    else if (host) {
      relay(channel, (signal) => host.channelFor(signal)).catch((error) =>
        console.error(`${name}:`, error),
      )
    } else channel.close()
  }

  /** How a host is called. */
  label(id: string): string {
    return this.#remote.get(id)?.label ?? id
  }

  /** Lets go of every host; what runs there runs on. */
  close(): void {
    for (const host of this.#remote.values()) host.disconnect()
  }

  readonly #service: Service<HostsContract> = {
    calls: {
      'hosts.list': () => ({ hosts: this.#list(), problem: this.#entries.problem }),
      'hosts.add': async ({ address }) => {
        this.#refuseTwice(address)
        const entry = await this.#entries.add(address)
        const host = this.#know(this.#options.ssh(entry), address)
        this.#publish('host.changed', host.entry)
        return host.entry
      },
      'hosts.change': async ({ host: id, address }) => {
        const host = this.#ssh(id)
        this.#refuseTwice(address, id)
        await this.#entries.change(id, address)
        await this.#inUse.drop(id)
        host.disconnect()
        const changed = this.#know(this.#options.ssh({ id, ...address }), address)
        this.#publish('host.changed', changed.entry)
        return changed.entry
      },
      'hosts.remove': async ({ host: id }) => {
        const host = this.#ssh(id)
        await this.#entries.remove(id)
        await this.#inUse.drop(id)
        host.disconnect()
        this.#remote.delete(id)
        this.#publish('host.removed', { host: id })
        return {}
      },
      'hosts.connect': async ({ host: id }, { signal }) => {
        const entry = await this.#get(id).connect(signal)
        await this.#inUse.keep(id)
        return entry
      },
      'hosts.disconnect': async ({ host: id }) => {
        const entry = this.#get(id).leave()
        await this.#inUse.drop(id)
        return entry
      },
    },
    streams: {},
    subscribe: (publish) => {
      this.#listeners.add(publish)
      return () => this.#listeners.delete(publish)
    },
  }

  #list(): HostEntry[] {
    const own: HostEntry = {
      id: OWN_HOST,
      kind: 'own',
      label: this.#options.ownLabel,
      status: 'connected',
      error: null,
      engine: null,
      command: [],
      address: null,
      wanted: true,
    }
    return [own, ...[...this.#remote.values()].map(({ entry }) => entry)]
  }

  #know(way: EngineHost, address: SshAddress | null): RemoteHost {
    const publish = (entry: HostEntry) => this.#publish('host.changed', entry)
    const host = new RemoteHost(way, address, publish, this.#inUse.has(way.id))
    this.#remote.set(way.id, host)
    return host
  }

  #get(id: string): RemoteHost {
    const host = this.#remote.get(id)
    if (host) return host
    if (id === OWN_HOST) {
      throw new RuncibleError('failed-precondition', 'this machine’s own engine is always there')
    }
    throw new RuncibleError('not-found', `there is no host ${id}`, {
      hint: 'It was removed, perhaps in another window.',
    })
  }

  #ssh(id: string): RemoteHost {
    const host = this.#get(id)
    if (host.address) return host
    throw new RuncibleError('failed-precondition', `${host.label} is no machine that was added`)
  }

  #refuseTwice(address: SshAddress, except?: string): void {
    const text = addressText(address)
    const same = this.#entries.all.find((one) => addressText(one) === text)
    if (!same || same.id === except) return
    throw new RuncibleError('already-exists', `address: ${text} is in the list already`, {
      field: 'address',
      hint: 'Choose it in the list of hosts.',
    })
  }

  readonly #publish: Publish<HostsContract> = (name, value) => {
    for (const listener of this.#listeners) listener(name, value)
  }
}

const addressOf = ({ id: _, ...address }: SshEntry): SshAddress => address
