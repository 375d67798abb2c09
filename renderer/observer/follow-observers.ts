import { createClient } from '../../shared/client.ts'
import { OWN_HOST } from '../../shared/hosts.ts'
import { OBSERVERS, observersContract } from '../../shared/observers/contract.ts'
import type { Channel } from '../../shared/wire.ts'
import { comeBack } from '../connection/keep-connected.ts'
import { keyOf } from '../model.ts'
import { useContainers } from '../store/containers.ts'
import { useSelection } from '../store/selection.ts'
import { useObservers } from './observers-store.ts'

/** Keeps what is known of the door for observers; observers themselves have no way to it. */
export function followObservers(open: (name: string) => Promise<Channel>): void {
  void comeBack({
    open: async () => createClient(await open(OBSERVERS), observersContract),
    begin: async (client) => {
      client.on('observers.changed', (door) => useObservers.setState({ door }))
      useObservers.setState({ door: await client.call('observers.look', {}) })
    },
    use: (client) => useObservers.setState({ client }),
    lost: () => useObservers.setState({ client: null, door: null }),
  })
  pointAlong()
}

/** Tells those who watch which container is in front here: of several windows the one that has the keyboard says so. */
function pointAlong(): void {
  let told = ''
  const point = () => {
    const { client, door } = useObservers.getState()
    if (!client || !door?.open) told = ''
    if (!client || !door?.open || !document.hasFocus()) return
    const { selected } = useSelection.getState()
    const container = selected === null ? undefined : useContainers.getState().byKey.get(selected)
    if (!container || container.host !== OWN_HOST || selected === told) return
    told = keyOf(container)
    const { namespace, id } = container
    client.call('observers.point', { container: { namespace, id } }).catch(() => {
      told = ''
    })
  }
  useSelection.subscribe(point)
  useObservers.subscribe(point)
  window.addEventListener('focus', () => {
    told = ''
    point()
  })
}
