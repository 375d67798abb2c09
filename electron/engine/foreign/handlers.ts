import type { CallHandlers } from '../../../shared/server.ts'
import type { Journal } from '../journal.ts'
import type { Foreigners } from './foreigners.ts'

type Calls = Extract<keyof CallHandlers, `foreign.${string}`>

/** The calls of containers that something else made. */
export function foreignHandlers(
  foreigners: Foreigners,
  journal: Journal,
): Pick<CallHandlers, Calls> {
  return {
    'foreign.look': async () => ({ unreadable: await foreigners.look() }),
    'foreign.pause': (ref) => journal.record('pause', ref, () => foreigners.get(ref).pause()),
    'foreign.resume': (ref) => journal.record('resume', ref, () => foreigners.get(ref).resume()),
    'foreign.kill': async ({ signal, ...ref }) => {
      await journal.record('kill', ref, () => foreigners.get(ref).kill(signal))
      return {}
    },
  }
}
