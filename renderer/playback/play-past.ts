import { t } from '@lingui/core/macro'
import { attempt } from '../actions/attempt.ts'
import type { ConsoleProcess } from '../consoles/console-process.ts'
import type { ConsoleTarget } from '../model.ts'
import { useDialogs } from '../store/dialogs.ts'
import { pastPlace } from '../store/places.ts'
import type { Recording } from '../store/recordings.ts'
import { tabKey } from '../store/tab-key.ts'
import { loadPast } from './past.ts'

/** Plays what a console has shown, from its beginning or since a recording of it began. */
export async function playPast(
  target: Exclude<ConsoleTarget, { kind: 'shell' }>,
  { terminal, fullName: title }: Pick<ConsoleProcess, 'terminal' | 'fullName'>,
  recording: Recording | null = null,
): Promise<void> {
  const { host, ...ofItsEngine } = target
  const cast = await attempt({
    host,
    place: pastPlace(tabKey(target)),
    what: t`Could not play what was shown of ${title}`,
    run: (client) =>
      loadPast(client, ofItsEngine, {
        terminal,
        title,
        since: recording && new Date(recording.since),
        marks: recording?.marks.map(({ at, label }) => ({ at: new Date(at), label })) ?? [],
      }),
  })
  if (cast) useDialogs.getState().show({ kind: 'playback', cast })
}
