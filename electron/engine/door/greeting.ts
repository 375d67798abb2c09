import type { Readable } from 'node:stream'
import { z } from 'zod'
import { fromWireError, RuncibleError, WireError } from '../../../shared/errors.ts'
import { takeLine } from './line.ts'
import { TOKEN } from './tokens.ts'

/**
 * The line that an engine without a window says before anything else, JSON: its version, with where it listens or the token
 * of the next connection where there is one; or why there is no engine.
 */
const Greeting = z.union([
  z.object({
    runcible: z.string().max(100),
    socket: z.string().startsWith('/').max(4096).optional(),
    token: z.string().regex(TOKEN).optional(),
  }),
  z.object({ error: WireError }),
])
export type Greeting = z.infer<typeof Greeting>
export type Welcome = Exclude<Greeting, { error: WireError }>

/** What a login shell may say before (a greeting of the day, an echo in .bashrc) is passed over, up to so many lines. */
const MAX_NOISE_LINES = 200
const MAX_LINE_BYTES = 64 * 1024

export const greetingLine = (greeting: Greeting): string => `${JSON.stringify(greeting)}\n`

/**
 * Waits for the greeting on `stream`, which stands right behind it then. Throws the error that came instead of one,
 * `disconnected` where none came, `unavailable` where other things are said there, `timeout`, `cancelled`.
 */
export async function takeGreeting(
  stream: Readable,
  options: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Welcome> {
  for (let n = 0; n < MAX_NOISE_LINES; n++) {
    const line = await takeLine(stream, { maxBytes: MAX_LINE_BYTES, ...options })
    const greeting = parsed(line)
    if (!greeting) continue
    if ('error' in greeting) throw fromWireError(greeting.error)
    return greeting
  }
  throw new RuncibleError('unavailable', 'what answers there is no engine of Runcible')
}

function parsed(line: string): Greeting | null {
  try {
    return Greeting.parse(JSON.parse(line))
  } catch {
    return null
  }
}

export const FOLDERS_ENGINE = 'the engine of this state folder'

/**
 * The contract has no versions: both ends must be of one build. Throws `failed-precondition`. `engine`: how the error names
 * it, by where it runs.
 */
export function requireVersion({ runcible }: Welcome, ours: string, engine: string): void {
  if (runcible === ours) return
  throw new RuncibleError(
    'failed-precondition',
    `${engine} is of version ${runcible}, and this is ${ours}`,
    { hint: 'Install the same version in both places.' },
  )
}
