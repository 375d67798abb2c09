import type { ProcessConsole } from '../console/process-console.ts'
import type { Filling } from './filling.ts'
import type { InitHands, Restoring } from './init-hands.ts'
import type { InitNetwork } from './init-network.ts'
import { launch } from './launch.ts'
import type { ContainerMetadata } from './metadata.ts'
import { holdShared, requireNetwork } from './network.ts'
import { mountRootfs } from './rootfs.ts'

/** What a launch has to do with besides the init itself. */
interface Parts {
  readonly filling: Filling
  readonly network: InitNetwork
}

/**
 * Creates an init in runc out of the bundle that it has, or restores it, with its files mounted and its network open. `begun`
 * hears of its console before the network is. Gives what it changed, to be written down with what else the action changes.
 */
export async function launchInit(
  hands: InitHands,
  { filling, network }: Parts,
  restore: Restoring | null,
  begun: (console: ProcessConsole) => void,
): Promise<Partial<ContainerMetadata>> {
  const { context, ref } = hands
  const { network: wanted, rerunning } = hands.meta
  if (restore || rerunning) await requireNetwork(context, ref, wanted)
  await mountRootfs(context, hands.meta)
  const held = holdShared(context, ref, wanted)
  try {
    const launched = await filling.launch(restore, (beginLazily) =>
      launch(context, hands.meta, hands.runc(), restore, {
        networkPath: held?.path,
        beginLazily,
      }),
    )
    const { console, shown, ...pids } = launched
    begun(console)
    if (pids.init) held?.requireSame(pids.init.pid)
    await network.open(shown.network, pids.init, restore !== null)
    return { ...shown, ...pids, stdinClosed: hands.meta.request.stdin === 'none' }
  } finally {
    held?.letGo()
  }
}
