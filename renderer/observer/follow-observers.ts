import { createClient } from '../../shared/client.ts'
import { OBSERVERS, observersContract } from '../../shared/observers/contract.ts'
import type { Channel } from '../../shared/wire.ts'
import { comeBack } from '../connection/keep-connected.ts'
import { useObservers } from './observers-store.ts'

/** Keeps what is known of the door for observers; observers themselves have no way to it. */
export function followObservers(open: (name: string) => Promise<Channel>): void {
  void comeBack(
    async () => {
      const client = createClient(await open(OBSERVERS), observersContract)
      client.on('observers.changed', (door) => useObservers.setState({ door }))
      useObservers.setState({ door: await client.call('observers.look', {}) })
      return client
    },
    (client) => {
      useObservers.setState({ client })
      return client.closed
    },
    () => useObservers.setState({ client: null, door: null }),
  )
}
