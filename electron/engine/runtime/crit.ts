import { existsSync } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import { SYSTEM_TOOLS_BIN } from './criu.ts'
import { type Argv, run } from './run.ts'
import { which } from './which.ts'

/** What the set-up unpacks privately: a Python of its own, whatever the machine's has. */
const PRIVATE = 'python-with-pycriu'
/** Where a distribution's own package puts pycriu for its own Python, which need not be the first on PATH. */
const DISTRIBUTIONS = '/usr/lib/python3/dist-packages/pycriu'
/** The reader gives up by itself before. */
const LOOK_MS = 60_000

/** A Python that has pycriu, CRIU's own decoder of its images; null where there is none. */
export async function findPycriu(toolsBin: string): Promise<string | null> {
  const ours = await which(PRIVATE, `${toolsBin}:${SYSTEM_TOOLS_BIN}`)
  if (ours) return ours
  return existsSync(DISTRIBUTIONS) ? which('python3', '/usr/bin') : null
}

/**
 * Runs `program`, a text that uses pycriu, on folders of images, apart from the user's settings and modules of Python; gives
 * the JSON that it printed. Throws `runtime-failed` with what it said, also where that is no JSON: it was cut off.
 */
export async function decodeImages(
  python: string,
  program: string,
  folders: readonly string[],
  signal?: AbortSignal,
): Promise<unknown> {
  const argv: Argv = [python, '-I', '-B', '-c', program, ...folders]
  try {
    const { stdout } = await run(argv, { signal, timeoutMs: LOOK_MS })
    return JSON.parse(stdout)
  } catch (cause) {
    const details = cause instanceof RuncibleError ? cause.details : {}
    if (cause instanceof RuncibleError && cause.code !== 'runtime-failed') throw cause
    throw new RuncibleError('runtime-failed', 'the images cannot be read', {
      ...details,
      // Its text is no help to anybody.
      command: [python, '-I', '-B', '-c', '…', ...folders],
      said: details.said ?? 'there is too much in them',
      hint: 'They may be damaged, or of a CRIU that is newer than this pycriu.',
      cause,
    })
  }
}
