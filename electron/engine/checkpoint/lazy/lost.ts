import { join } from 'node:path'
import { RuncibleError, type WireError } from '../../../../shared/errors.ts'
import { KEEPER_FILES } from '../../runtime/lazy-pages.ts'
import { textOrNull } from '../../runtime/proc.ts'

/** The lines of CRIU's log that are shown. */
const LINES = 6

/** Why a container was ended whose memory was not all in; `folder` is where its CRIU worked. */
export function explainLost(moment: string, folder: string): WireError {
  const path = join(folder, KEEPER_FILES.log)
  const lines = (textOrNull(path) ?? '').split('\n').filter(Boolean).slice(-LINES)
  return new RuncibleError(
    'restore-failed',
    `its memory was still being brought back from “${moment}”, and what brought it died: so it was ended at once`,
    {
      hint: 'It would have gone on with zeros for the rest of its memory, and for an instant it may have: look at what it wrote last. The checkpoint is whole: restore it again, or have all memory brought back before the program runs.',
      ...(lines.length > 0 && {
        said: lines.at(-1),
        excerpt: { path, lines, mark: lines.length - 1 },
      }),
    },
  ).toWire()
}
