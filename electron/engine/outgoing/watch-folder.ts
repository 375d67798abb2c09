import type { Progress } from '../../../shared/contract.ts'
import { diskUsage } from '../checkpoint/images.ts'

/** Between two looks at the least, ms. */
const INTERVAL_MS = 250
/** Looking takes at most a fifth of the time: a folder of a million files is not read four times a second. */
const REST_PER_LOOK = 4

/**
 * Tells how far a folder has come that is being filled: `cp` says nothing of it. `total`: absent where nobody knows it before.
 * Gives back what stops it.
 */
export function watchFolder(
  dir: string,
  phase: string,
  total: number | undefined,
  tell: (value: Progress) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const say = (done: number) =>
    tell({
      phase,
      done: Math.min(done, total ?? done),
      unit: 'bytes',
      ...(total !== undefined && { total }),
    })
  const look = async () => {
    const begun = performance.now()
    const done = await diskUsage(dir)
    if (stopped) return
    say(done)
    const rest = (performance.now() - begun) * REST_PER_LOOK
    timer = setTimeout(() => void look(), Math.max(INTERVAL_MS, rest))
  }
  say(0)
  timer = setTimeout(() => void look(), INTERVAL_MS)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
