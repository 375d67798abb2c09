import type { CallOutput } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Init } from '../process/init.ts'

/** What a container said last. Throws `failed-precondition` where it has not ended. */
export async function endingOf(init: Init): Promise<CallOutput<'containers.ending'>> {
  if (init.meta.state !== 'stopped') {
    throw new RuncibleError('failed-precondition', `container ${init.ref.id} has not ended`)
  }
  const text = await init.console()?.text()
  return { lastLines: text?.lastLines ?? [] }
}
