import type { CallOptions, Client } from '../../shared/client.ts'
import { RuncibleError, toWireError } from '../../shared/errors.ts'
import { useConnection } from '../store/connection.ts'
import { useFailures } from '../store/failures.ts'
import { eventPace } from '../store/pace.ts'
import { useRunning } from '../store/running.ts'

export interface Attempt<T> {
  /** where it was started: its failure and progress stand there */
  place: string
  /** one sentence for its failure */
  what: string
  run(client: Client, options: CallOptions): Promise<T>
  /** tries again with the option that a remedy names */
  retry?: (option: string) => void
  /** why it cannot be cancelled once it runs */
  noCancel?: string | null
}

/** The engine's client now. Throws `disconnected` where there is none. */
export function engine(): Client {
  const { client } = useConnection.getState()
  if (client) return client
  throw new RuncibleError('disconnected', 'the connection to the engine is gone', {
    hint: 'Containers run on. The window comes back by itself once the engine answers again.',
  })
}

/** Does something at a place: progress and failure are shown there. Gives undefined where it failed; never throws. */
export async function attempt<T>({
  place,
  what,
  run,
  retry,
  noCancel = null,
}: Attempt<T>): Promise<T | undefined> {
  const { began, changed, ended } = useRunning.getState()
  const { report, dismiss } = useFailures.getState()
  const abort = new AbortController()
  dismiss(place)
  const cancel = () => {
    changed(place, { cancelling: true })
    abort.abort()
  }
  began(place, { startedAt: Date.now(), progress: null, noCancel, cancelling: false, cancel })
  try {
    const answer = await run(engine(), {
      signal: abort.signal,
      onProgress: (progress) => changed(place, { progress }),
    })
    eventPace.flush()
    return answer
  } catch (error) {
    const wire = toWireError(error)
    if (wire.code !== 'cancelled' || !abort.signal.aborted) {
      report(place, retry ? { what, error: wire, retry } : { what, error: wire })
    }
    return undefined
  } finally {
    ended(place)
  }
}
