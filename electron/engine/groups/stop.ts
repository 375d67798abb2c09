import { RuncibleError } from '../../../shared/errors.ts'
import { SIGNALS } from '../../../shared/model.ts'
import type { Spec } from '../bundle/spec.ts'
import type { Init } from '../process/init.ts'

const SIGTERM = 15
const SIGKILL = 9
/** What SIGKILL does not end in this time hangs in the kernel. */
const KILLED_MS = 10_000

/**
 * Ends a container in order: the signal that its image names, else SIGTERM; SIGKILL after `graceMs`. One that waits for its
 * restart waits no longer; one that does not live, or was not started yet, stays as it is. Throws `timeout`.
 */
export async function stopInOrder(init: Init, graceMs: number): Promise<void> {
  await init.restarts.forgo()
  if (init.meta.state !== 'running' && init.meta.state !== 'paused') return
  const signal = stopSignalOf(init.spec().spec)
  await unlessEnded(init, () => init.signals.send(signal, false))
  // What stands still cannot heed it.
  if (init.meta.state === 'paused') await unlessEnded(init, () => init.resume())
  if (await init.end.within(graceMs)) return
  await unlessEnded(init, () => init.signals.send(SIGKILL, false))
  if (await init.end.within(KILLED_MS)) return
  throw new RuncibleError(
    'timeout',
    `${init.ref.id} has not ended ${KILLED_MS / 1000} s after SIGKILL`,
    {
      hint: 'A process of it hangs in the kernel, in a mount that does not answer for example.',
    },
  )
}

/** What ends by itself meanwhile needs nothing more. */
async function unlessEnded(init: Init, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (init.initLives && !(await init.end.within(1000))) throw error
  }
}

/** `SIGINT`, `INT` or `2`, as an image writes it. */
export function stopSignalOf({ annotations }: Spec): number {
  const said = annotations?.['org.opencontainers.image.stopSignal'] ?? ''
  const named = SIGNALS.find(([name]) => name === said || name === `SIG${said}`)?.[1]
  const number = named ?? Number.parseInt(said, 10)
  return number >= 1 && number <= 64 ? number : SIGTERM
}
