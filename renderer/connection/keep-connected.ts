import { type Client, createClient } from '../../shared/client.ts'
import { type EventName, type EventValue, events } from '../../shared/contract.ts'
import { toWireError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/hosts.ts'
import type { Channel } from '../../shared/wire.ts'
import { applyEvent, applySnapshot } from '../store/apply.ts'
import { useConnection } from '../store/connection.ts'
import { eventPace } from '../store/pace.ts'
import { backoff } from './backoff.ts'

/** Resolves early, and says nothing of it, when `signal` aborts. */
const sleep = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })

/** What is done with a connection: a client, as a rule. */
interface Visit<T> {
  open(): Promise<T>
  /** What has to be known before it is of use. Where it throws, the connection is closed. */
  begin(connection: T): Promise<void>
  /** It has begun, and holds until it closes. */
  use(connection: T): void
  /** Hears of every end (null) and of every attempt that failed. */
  lost(error: unknown): void
}

/** Visits for as long as a connection lasts, and comes back by itself with growing pauses until `signal` aborts. */
export async function comeBack<T extends Pick<Client, 'closed' | 'close'>>(
  { open, begin, use, lost }: Visit<T>,
  signal?: AbortSignal,
): Promise<void> {
  let attempt = 0
  while (!signal?.aborted) {
    try {
      const connection = await open()
      try {
        await begin(connection)
      } catch (error) {
        // Left open it would go on being told everything, beside the next one.
        connection.close()
        throw error
      }
      attempt = 0
      use(connection)
      await connection.closed
      if (!signal?.aborted) lost(null)
    } catch (error) {
      if (!signal?.aborted) lost(error)
    }
    if (!signal?.aborted) await sleep(backoff(attempt++), signal)
  }
}

/** Keeps a host's part of the stores filled until `signal` aborts. */
export function keepConnected(
  host: HostId,
  openChannel: (host: HostId) => Promise<Channel>,
  signal?: AbortSignal,
): Promise<void> {
  const open = async () => {
    const client = createClient(await openChannel(host))
    const leave = () => client.close()
    signal?.addEventListener('abort', leave)
    void client.closed.then(() => signal?.removeEventListener('abort', leave))
    return client
  }
  const begin = (client: Client) => follow(host, client)
  const use = (client: Client) => {
    if (!signal?.aborted) useConnection.getState().opened(host, client)
  }
  const lost = (error: unknown) =>
    useConnection.getState().lost(host, error === null ? null : toWireError(error))
  return comeBack({ open, begin, use, lost }, signal)
}

/**
 * Events are kept back until the snapshot has come and are applied after it. Those that are older than the snapshot do no
 * harm: they are in order, so the last one about a thing says what the snapshot says, or something newer.
 */
export async function follow(host: HostId, client: Client): Promise<void> {
  let held: Array<() => void> | null = []
  const hear = <K extends EventName>(name: K) =>
    client.on(name, (value: EventValue<K>) => {
      const apply = () => applyEvent(host, name, value)
      if (held) held.push(apply)
      else eventPace.do(apply)
    })
  for (const name of Object.keys(events) as EventName[]) hear(name)
  const snapshot = await client.call('engine.snapshot', {})
  eventPace.flush()
  applySnapshot(host, snapshot)
  for (const apply of held) apply()
  held = null
}
