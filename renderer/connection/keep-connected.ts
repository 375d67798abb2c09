import { type Client, createClient } from '../../shared/client.ts'
import type { EventName, EventValue } from '../../shared/contract.ts'
import { events } from '../../shared/contract.ts'
import { toWireError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/wire.ts'
import { applyEvent, applySnapshot } from '../store/apply.ts'
import { useConnection } from '../store/connection.ts'
import { eventPace } from '../store/pace.ts'
import { backoff } from './backoff.ts'

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Connects, fills the stores, and comes back by itself with growing pauses for as long as the window lives. */
export async function keepConnected(openChannel: () => Promise<Channel>): Promise<never> {
  let attempt = 0
  for (;;) {
    try {
      const client = createClient(await openChannel())
      await follow(client)
      attempt = 0
      useConnection.getState().opened(client)
      await client.closed
      useConnection.getState().lost(null)
    } catch (error) {
      useConnection.getState().lost(toWireError(error))
    }
    await sleep(backoff(attempt++))
  }
}

/**
 * Events are kept back until the snapshot has come and are applied after it. Those that are older than the snapshot do no
 * harm: they are in order, so the last one about a thing says what the snapshot says, or something newer.
 */
export async function follow(client: Client): Promise<void> {
  let held: Array<() => void> | null = []
  const hear = <K extends EventName>(name: K) =>
    client.on(name, (value: EventValue<K>) => {
      const apply = () => applyEvent(name, value)
      if (held) held.push(apply)
      else eventPace.do(apply)
    })
  for (const name of Object.keys(events) as EventName[]) hear(name)
  const snapshot = await client.call('engine.snapshot', {})
  eventPace.flush()
  applySnapshot(snapshot)
  for (const apply of held) apply()
  held = null
}
