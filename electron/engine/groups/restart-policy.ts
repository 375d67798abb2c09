import { z } from 'zod'
import type { Exit, Naming } from '../../../shared/model.ts'
import { Restarts, Time } from '../../../shared/model.ts'

/** The first restart comes after this, each further one after twice as long. */
const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 10_000
/** What has run as long as this has come up: the count begins anew. */
export const SETTLED_MS = 60_000

/** What is written down of a container's restarts. */
export const RestartRecord = Restarts.extend({
  /** somebody told it to end: how it then ends is no failure */
  stopAsked: z.boolean(),
  dueAt: Time.nullable(),
})
export type RestartRecord = z.infer<typeof RestartRecord>

export const NO_RESTARTS: RestartRecord = { count: 0, dueAt: null, stopAsked: false }

/** Signals by which people end a program; HUP, USR1 and the like are how they talk to one. */
const ENDING = new Set([2, 3, 6, 9, 15])
export const isMeantToEnd = (signal: number) => ENDING.has(signal)

interface Ended {
  naming: Naming
  restarts: RestartRecord
  exit: Exit
  /** null: not known */
  startedAt: string | null
}

/** What comes of an end: the record to be written with it, and a sentence where somebody could have expected a restart. */
export interface Decision {
  restarts: RestartRecord
  why: string | null
}

/** Is it started again? Only what failed by itself, and at most so many times in a row. */
export function afterEnd({ naming, restarts, exit, startedAt }: Ended, now: Date): Decision {
  const over = (why: string | null): Decision => ({
    restarts: { ...restarts, dueAt: null },
    why,
  })
  if (naming.restarts === 0 || exit.code === 0 || exit.reason === 'checkpoint') return over(null)
  if (restarts.stopAsked) return over('it was told to end, so it is not started again')
  if (exit.code === null) return over('nobody saw how it ended, so it is not started again')
  const ran = startedAt === null ? 0 : Date.parse(exit.at) - Date.parse(startedAt)
  return next(naming, ran >= SETTLED_MS ? 0 : restarts.count, now)
}

/** The same for a restart that failed itself: runc refused it. */
export const afterFailedAttempt = (naming: Naming, { count }: RestartRecord, now: Date): Decision =>
  next(naming, count, now)

function next({ restarts: max }: Naming, made: number, now: Date): Decision {
  if (made >= max) {
    return {
      restarts: { count: made, dueAt: null, stopAsked: false },
      why:
        made === 1
          ? 'it failed again after 1 restart: given up'
          : `it failed again after ${made} restarts: given up`,
    }
  }
  const dueAt = new Date(now.getTime() + delayBefore(made)).toISOString()
  return { restarts: { count: made + 1, dueAt, stopAsked: false }, why: null }
}

/** ms before the restart that follows `made` of them: 0.1 s, 0.2 s, … 10 s. */
export const delayBefore = (made: number) => Math.min(FIRST_DELAY_MS * 2 ** made, MAX_DELAY_MS)
