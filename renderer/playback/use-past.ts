import type { ConsoleProcess } from '../consoles/console-process.ts'
import type { ConsoleTarget } from '../model.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useRecordings } from '../store/recordings.ts'
import { tabKey } from '../store/tabs.ts'
import { playPast } from './play-past.ts'

/** What can be done with a console's past; null where nobody keeps what it prints. */
export function usePast(target: ConsoleTarget, process: ConsoleProcess) {
  const key = tabKey(target)
  const recording = useRecordings((state) => state.byTab[key]) ?? null
  if (target.kind === 'shell') return null
  const { begin, mark, end } = useRecordings.getState()
  const { show } = useDialogs.getState()
  return {
    recording,
    play: () => void playPast(target, process),
    /** its lines with their times; null for a terminal, whose lines are written over */
    lines: process.terminal
      ? null
      : () => show({ kind: 'lines', console: target, name: process.title }),
    record: () => begin(target),
    mark: () => mark(key),
    /** Ends the recording, and plays it. */
    stop: () => {
      end(key)
      void playPast(target, process, recording)
    },
  }
}

export type Past = NonNullable<ReturnType<typeof usePast>>
