import { setTimeout as sleep } from 'node:timers/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import { isAlive } from '../runtime/proc.ts'
import { readExit, type SeenExit } from './exits.ts'
import type { InitEnd } from './init-end.ts'
import type { InitHands } from './init-hands.ts'
import type { Members } from './members.ts'
import type { Restarts } from './restarts.ts'

const SIGKILL = 9
/** What is killed is gone within this, or hangs in the kernel. */
const END_MS = 10_000
/** conmon writes the exit file at most so much later than the process has gone. */
const EXIT_FILE_MS = 1000

interface Parts {
  end: InitEnd
  members: Members
  restarts: Restarts
}

/**
 * Ends what is to begin otherwise, with all that runs in it. With the lock held. Throws `timeout` where it does not end; then it
 * is left as it is.
 */
export async function endAtOnce(hands: InitHands, parts: Parts): Promise<void> {
  const { exclusive, meta, ref } = hands
  exclusive.phase('ending')
  await parts.restarts.askedToEnd()
  await parts.end.sending(SIGKILL, async () => {
    await parts.members.signal(SIGKILL).catch(() => hands.runc().kill(ref.id, SIGKILL))
    if (meta.state === 'paused') await parts.end.thaw()
    await parts.end.seen(await awaitEnd(hands, parts.end))
  })
}

async function awaitEnd({ meta, ref }: InitHands, end: InitEnd): Promise<SeenExit> {
  const until = Date.now() + END_MS
  let goneAt = Number.POSITIVE_INFINITY
  while (Date.now() < until) {
    const seen = readExit(end.files())
    if (seen) return seen
    const lives = meta.init !== null && isAlive(meta.init.pid, meta.init.startTime)
    if (!lives) goneAt = Math.min(goneAt, Date.now())
    // Without its monitor there is never an exit file.
    if (Date.now() - goneAt > EXIT_FILE_MS) return { code: null, oom: false, at: new Date() }
    await sleep(5)
  }
  throw new RuncibleError('timeout', `${ref.id} was killed and has not ended within 10 s`, {
    hint: 'A process in it hangs in the kernel, as a rule on a disk or a mount that does not answer. Try again once it has ended.',
  })
}
