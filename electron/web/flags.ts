import { parseArgs } from 'node:util'
import { RuncibleError } from '../../shared/errors.ts'

/** What the web host can be told on its command line. */
export interface Flags {
  /** folders of the engine; absent: the user's own */
  state?: string
  run?: string
  /** 0: any free one */
  port: number
  /** open a browser's window on it */
  open: boolean
  help: boolean
}

export const USAGE = `usage: npm start -- --web [--state DIR] [--run DIR] [--port N] [--open]
  --state DIR  what Runcible keeps (default: its folder under XDG_DATA_HOME, as root /var/lib/runcible)
  --run DIR    what lasts until a reboot (default: under XDG_RUNTIME_DIR, as root /run/runcible)
  --port N     port on 127.0.0.1 (default: a free one)
  --open       open the window in a browser`

/** Reads the arguments after the program's name. Throws `invalid-input` for one that is not known or has no sense. */
export function parseFlags(argv: readonly string[]): Flags {
  const { state, run, port, open, help } = read(argv)
  return { state, run, port: portOf(port), open, help }
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        state: { type: 'string' },
        run: { type: 'string' },
        port: { type: 'string', default: '0' },
        open: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new RuncibleError('invalid-input', (error as Error).message, {
      hint: USAGE,
      cause: error,
    })
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new RuncibleError('invalid-input', `--port ${text}: must be a number from 0 to 65535`, {
    hint: USAGE,
    field: 'port',
  })
}
