import { toWireError } from '../../shared/errors.ts'
import { engine } from '../actions/attempt.ts'
import type { ConsoleProcess } from '../consoles/console-process.ts'
import { show } from '../drop/open-path.ts'
import type { ConsoleTarget } from '../model.ts'
import { useDialogs } from '../store/dialogs.ts'
import type { Recording } from '../store/recordings.ts'
import { loadPast } from './past.ts'

/** Plays what a console has shown, from its beginning or since a recording of it began. */
export async function playPast(
  target: Exclude<ConsoleTarget, { kind: 'shell' }>,
  { terminal, fullName: title }: Pick<ConsoleProcess, 'terminal' | 'fullName'>,
  recording: Recording | null = null,
): Promise<void> {
  const { host, ...ofItsEngine } = target
  try {
    const cast = await loadPast(engine(host), ofItsEngine, {
      terminal,
      title,
      since: recording && new Date(recording.since),
      marks: recording?.marks.map(({ at, label }) => ({ at: new Date(at), label })) ?? [],
    })
    useDialogs.getState().show({ kind: 'playback', cast })
  } catch (error) {
    const { message, hint } = toWireError(error)
    show({
      kind: 'words',
      what: `The past of ${title} cannot be shown.`,
      why: `${message}. ${hint ?? ''}`,
    })
  }
}
