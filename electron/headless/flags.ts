import { parseArgs } from 'node:util'
import { RuncibleError } from '../../shared/errors.ts'

/** What the engine without a window can be told on its command line. */
export type Flags = { state: string | undefined; run: string | undefined } & (
  | { mode: 'help' }
  | { mode: 'stdio'; lingerMs: number }
  | { mode: 'serve-user'; uid: number; lingerMs: number }
)

export const USAGE = `usage: runcible-engine --stdio | --serve-user UID [--state DIR] [--run DIR] [--linger MS]
  --stdio           speak with one client on stdin and stdout, as ssh carries it
  --serve-user UID  as root: listen for that user alone; a one-time token is read from stdin
  --state DIR       what Runcible keeps (default: its folder under XDG_DATA_HOME, as root /var/lib/runcible)
  --run DIR         what lasts until a reboot (default: under XDG_RUNTIME_DIR, as root /run/runcible)
  --linger MS       how long to stay once the last client has gone (default: 5000, with --serve-user 60000)
Containers run on when it ends.`

/** A client whose connection broke is back within this time, and finds its engine still there. */
const STDIO_LINGER_MS = 5_000
/** The user would be asked for a password again. */
const USER_LINGER_MS = 60_000
const MAX_LINGER_MS = 24 * 3600_000
/** The last id stands for “no change” in chown(2). */
const MAX_UID = 0xffff_fffe

/** Reads the arguments after the program's name. Throws `invalid-input` for one that is not known or has no sense. */
export function parseFlags(argv: readonly string[]): Flags {
  const values = read(argv)
  const folders = { state: values.state, run: values.run }
  if (values.help) return { mode: 'help', ...folders }
  const uid = values['serve-user']
  if (values.stdio === (uid !== undefined)) throw wrong('say either --stdio or --serve-user UID')
  const linger = (usual: number) =>
    values.linger === undefined ? usual : numberOf('--linger', values.linger, 0, MAX_LINGER_MS)
  if (uid === undefined) return { mode: 'stdio', lingerMs: linger(STDIO_LINGER_MS), ...folders }
  return {
    mode: 'serve-user',
    uid: numberOf('--serve-user', uid, 1, MAX_UID),
    lingerMs: linger(USER_LINGER_MS),
    ...folders,
  }
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        stdio: { type: 'boolean', default: false },
        'serve-user': { type: 'string' },
        state: { type: 'string' },
        run: { type: 'string' },
        linger: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw wrong((error as Error).message, error)
  }
}

function numberOf(flag: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (/^\d{1,10}$/.test(text) && value >= least && value <= most) return value
  throw wrong(`${flag} ${text}: must be a number from ${least} to ${most}`)
}

const wrong = (message: string, cause?: unknown) =>
  new RuncibleError('invalid-input', message, { hint: USAGE, cause })
