import { create } from 'zustand'
import { createClient } from '../../shared/client.ts'
import { OWN_HOST } from '../../shared/hosts.ts'
import { POINTER, type Pointed, pointerContract } from '../../shared/observers/contract.ts'
import type { Channel } from '../../shared/wire.ts'
import { goTo } from '../actions/navigate.ts'
import { comeBack } from '../connection/keep-connected.ts'
import { keyOf } from '../model.ts'
import { useContainers } from '../store/containers.ts'

interface FollowingState {
  following: boolean
  pointed: Pointed['container']
  toggle(): void
}

/** Whether an observer's page goes where it is pointed to, and where that is. */
export const useFollowing = create<FollowingState>()((set) => ({
  following: true,
  pointed: null,
  toggle: () => set(({ following }) => ({ following: !following })),
}))

/** Hears where it is pointed to, and goes there once the container is known here. */
export function followPresenter(open: (name: string) => Promise<Channel>): void {
  let gone: Pointed['container'] = null
  const go = () => {
    const { following, pointed } = useFollowing.getState()
    if (!following) gone = null
    if (!following || !pointed || pointed === gone) return
    const container = { host: OWN_HOST, ...pointed }
    if (!useContainers.getState().byKey.has(keyOf(container))) return
    gone = pointed
    goTo(container)
  }
  useFollowing.subscribe(go)
  useContainers.subscribe(go)
  const pointTo = ({ container }: Pointed) => useFollowing.setState({ pointed: container })
  void comeBack({
    open: async () => createClient(await open(POINTER), pointerContract),
    begin: async (client) => {
      client.on('pointer.moved', pointTo)
      pointTo(await client.call('pointer.look', {}))
    },
    use: () => {},
    lost: () => {},
  })
}
