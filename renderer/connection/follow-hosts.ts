import { t } from '@lingui/core/macro'
import { type Client, createClient } from '../../shared/client.ts'
import {
  type HostEntry,
  type HostId,
  type HostsContract,
  hostsContract,
  OWN_HOST,
  REGISTER,
} from '../../shared/hosts.ts'
import type { Channel } from '../../shared/wire.ts'
import { forgetHost, keepHosts } from '../store/apply.ts'
import { useConnection } from '../store/connection.ts'
import { useFailures } from '../store/failures.ts'
import { useHosts } from '../store/hosts.ts'
import { hostPlace } from '../store/places.ts'
import { useRegister } from '../store/register.ts'
import { comeBack, keepConnected } from './keep-connected.ts'

type Open = (host: HostId) => Promise<Channel>

/**
 * Keeps the list of hosts, and a connection to each that is in use (our own always, another as the register says) until
 * `signal` aborts.
 */
export function followHosts(open: Open, signal?: AbortSignal): void {
  const followers = new Followers(open)
  followers.start(OWN_HOST)
  signal?.addEventListener('abort', () => followers.stopOthers(new Set()))
  void comeBack(
    {
      open: async () => createClient(await open(REGISTER), hostsContract),
      begin: (client) => followRegister(client, followers),
      use: (client) => useRegister.setState({ client }),
      lost: () => useRegister.setState({ client: null }),
    },
    signal,
  )
}

async function followRegister(client: Client<HostsContract>, followers: Followers): Promise<void> {
  let held: HostEntry[] | null = []
  const apply = (entry: HostEntry) => {
    useHosts.getState().changed(entry)
    followers.see(entry)
  }
  client.on('host.changed', (entry) => {
    if (held) held.push(entry)
    else apply(entry)
  })
  client.on('host.removed', ({ host }) => {
    useHosts.getState().removed(host)
    followers.stop(host)
  })
  const { hosts, problem } = await client.call('hosts.list', {})
  useHosts.getState().came(hosts, problem)
  keepHosts(new Set(hosts.filter(isInUse).map(({ id }) => id)))
  followers.stopOthers(new Set(hosts.map(({ id }) => id)))
  for (const entry of [...hosts, ...held]) apply(entry)
  held = null
}

const isInUse = ({ status }: HostEntry) => status === 'connected' || status === 'lost'

/** The connections of this window, one for each host that it shows. */
class Followers {
  readonly #open: Open
  readonly #running = new Map<HostId, AbortController>()

  constructor(open: Open) {
    this.#open = open
  }

  start(host: HostId): void {
    if (this.#running.has(host)) return
    const controller = new AbortController()
    this.#running.set(host, controller)
    useConnection.getState().began(host)
    void keepConnected(host, this.#open, controller.signal)
  }

  /** What the register says of a host decides whether it is followed. */
  see(entry: HostEntry): void {
    if (entry.id === OWN_HOST || entry.status === 'connecting') return
    if (isInUse(entry)) this.start(entry.id)
    else if (entry.status === 'idle') this.stop(entry.id)
    else this.#refused(entry)
  }

  stopOthers(known: ReadonlySet<HostId>): void {
    for (const host of this.#running.keys()) if (!known.has(host)) this.stop(host)
  }

  stop(host: HostId): void {
    this.#halt(host)
    useConnection.getState().ended(host)
    forgetHost(host)
    if (useHosts.getState().workedOn === host) useHosts.getState().workOn(OWN_HOST)
  }

  /** It was in use and may not be any more: what it showed stays, as lost, until somebody decides. */
  #refused({ id, label, error }: HostEntry): void {
    if (!this.#halt(id)) return
    useConnection.getState().lost(id, error)
    if (error) {
      useFailures.getState().report(hostPlace(id), {
        what: t`${label} was lost, and is not asked again by itself`,
        error,
        host: id,
      })
    }
  }

  #halt(host: HostId): boolean {
    this.#running.get(host)?.abort()
    return this.#running.delete(host)
  }
}
