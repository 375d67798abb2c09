import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { RuncibleError } from '../../../shared/errors.ts'
import { Program } from './program.ts'
import type { Argv } from './run.ts'

/**
 * Folders over each other, seen as one: mounted, to be read, in namespaces that nobody else looks into and that go with the
 * program in them. A container's own mount of them, over there, is neither needed nor touched.
 */
export interface OverlayView {
  /** uppermost first, at least two; none with a comma, a colon or a backslash in its name */
  layers: readonly string[]
  /** an empty folder, over which they are mounted */
  at: string
  /** with the ids that the user was given for its containers, as they have them */
  mapped: boolean
  /** as root, who needs no user namespace; absent: an ordinary user */
  asRoot?: boolean
}

const IN_VIEW = 'mount -t overlay -o "$1" overlay "$2" && shift 2 && exec "$@"'
/** Says who it is, and stays until its stdin ends. */
const STAY = ['sh', '-c', 'echo $$ && exec cat'] as const

/** Runs a program that sees them. */
export const inView = ({ layers, at, mapped, asRoot }: OverlayView, argv: Argv): Argv => [
  'unshare',
  ...(asRoot ? [] : ['--map-root-user']),
  ...(mapped ? ['--map-auto'] : []),
  '--mount',
  '--',
  'sh',
  '-c',
  IN_VIEW,
  'sh',
  // Attributes of the other kind are root's.
  `ro,${asRoot ? '' : 'userxattr,'}lowerdir=${layers.join(':')}`,
  at,
  ...argv,
]

/**
 * Holds a view open for this process; `path` leads into it until `close()`, or until the engine ends. Throws `runtime-failed`
 * with what was said where it cannot be had.
 */
export async function openView(view: OverlayView): Promise<{ path: string; close(): void }> {
  const argv = inView(view, [...STAY])
  const hint = 'Install it: apt-get install util-linux'
  const program = await Program.start(argv, { ownSession: true, hint })
  const lines = createInterface({ input: program.output })
  const [pid] = await Promise.race([once(lines, 'line'), once(lines, 'close')])
  if (pid !== undefined) {
    return {
      path: `/proc/${pid}/root${view.at}`,
      close: () => {
        program.input.end()
        program.kill()
      },
    }
  }
  const { said } = await program.ended()
  throw new RuncibleError('runtime-failed', 'the container’s files cannot be mounted to be read', {
    command: [...argv],
    said,
  })
}
