import type { ConsoleProcess } from '../consoles/console-process.ts'
import type { ConsoleTarget } from '../model.ts'
import { useRecordings } from '../store/recordings.ts'
import { tabKey } from '../store/tabs.ts'
import { playPast } from './play-past.ts'

/** What can be done with a console's past; null where nobody keeps what it prints. */
export function usePast(target: ConsoleTarget, process: ConsoleProcess) {
  const key = tabKey(target)
  const recording = useRecordings((state) => state.byTab[key]) ?? null
  if (target.kind === 'shell') return null
  const { begin, mark, end } = useRecordings.getState()
  return {
    recording,
    play: () => void playPast(target, process),
    record: () => begin(key),
    mark: () => mark(key),
    /** Ends the recording, and plays it. */
    stop: () => {
      end(key)
      void playPast(target, process, recording)
    },
  }
}

export type Past = NonNullable<ReturnType<typeof usePast>>
