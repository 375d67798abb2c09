import { t } from '@lingui/core/macro'
import type { CallOptions, Client } from '../../shared/client.ts'
import { RuncibleError, toWireError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/hosts.ts'
import { useConnection } from '../store/connection.ts'
import { useFailures } from '../store/failures.ts'
import { eventPace } from '../store/pace.ts'
import { useRunning } from '../store/running.ts'

export interface Attempt<T> {
  /** whose engine is asked */
  host: HostId
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

/** The client of a host's engine now. Throws `disconnected` where there is none. */
export function engine(host: HostId): Client {
  const client = useConnection.getState().byHost.get(host)?.client
  if (client) return client
  throw new RuncibleError('disconnected', t`the connection to the engine is gone`, {
    hint: t`Containers run on. The window comes back by itself once the engine answers again.`,
  })
}

/** Does something at a place: progress and failure are shown there. Gives undefined where it failed; never throws. */
export const attempt = <T>({ run, ...rest }: Attempt<T>): Promise<T | undefined> =>
  attemptAt({ ...rest, run: (options) => run(engine(rest.host), options) })

/** The same for what is asked of somebody else than an engine. */
export async function attemptAt<T>({
  host,
  place,
  what,
  run,
  retry,
  noCancel = null,
}: Omit<Attempt<T>, 'run'> & { run(options: CallOptions): Promise<T> }): Promise<T | undefined> {
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
    const answer = await run({
      signal: abort.signal,
      onProgress: (progress) => changed(place, { progress }),
    })
    eventPace.flush()
    return answer
  } catch (error) {
    const wire = toWireError(error)
    if (wire.code !== 'cancelled' || !abort.signal.aborted) {
      const failure = { what, error: wire, host }
      report(place, retry ? { ...failure, retry } : failure)
    }
    return undefined
  } finally {
    ended(place)
  }
}
