import type { CallOutput } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Journal } from '../journal.ts'
import type { Init } from '../process/init.ts'

/** What was done so long before an end may have to do with it. */
const BEFORE_MS = 60_000
/** An end is written down a moment after it was. */
const AFTER_MS = 2000
/** Of a container that much was done to since. */
const SEARCHED = 500

/** What a container said last, and what was done to it in its last minute. Throws `failed-precondition` where it has not ended. */
export async function endingOf(
  init: Init,
  journal: Journal,
): Promise<CallOutput<'containers.ending'>> {
  const { exit, state } = init.meta
  if (state !== 'stopped' || !exit) {
    throw new RuncibleError('failed-precondition', `container ${init.ref.id} has not ended`)
  }
  const text = await init.console()?.text()
  const end = Date.parse(exit.at)
  const deeds = journal
    .list({ container: init.ref, limit: SEARCHED })
    .filter(({ at }) => Date.parse(at) >= end - BEFORE_MS && Date.parse(at) <= end + AFTER_MS)
  return { lastLines: text?.lastLines ?? [], deeds }
}
