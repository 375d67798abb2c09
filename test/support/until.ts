import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `condition` holds, looking often. Throws after `ms` that `what` never came, with the last error. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  ms = 20_000,
): Promise<void> {
  const end = Date.now() + ms
  let last: unknown
  for (;;) {
    try {
      if (await condition()) return
      last = undefined
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`, { cause: last })
    await sleep(10)
  }
}
