import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { childEnv } from './child-env.ts'
import { type Argv, lastLine, recordCommand } from './run.ts'
import { withoutWithheld } from './withheld.ts'

/** Of what it says so much is kept. */
const MAX_SAID = 4096
/** Quick, and on all processors: what is packed is memory, and somebody waits. */
const LEVEL = ['-1', '-T0']

/** zstd at work between streams. */
export interface Zstd {
  input: Writable
  /** what it unpacks; of a packer, nothing: it writes to its file */
  output: Readable
  /** Once it has ended: what it said last where it failed, else nothing. */
  ended: Promise<{ ok: boolean; said: string }>
}

/** Unpacks what comes in. It may ask for no more memory than zstd takes by default (a window of 128 MiB). */
export const unpackZstd = (zstd: string, signal?: AbortSignal): Zstd =>
  start([zstd, '--decompress', '--stdout', '--quiet', '--no-progress', '-'], signal)

/** Packs what comes in to the new file `file`. */
export const packZstd = (zstd: string, file: string, signal?: AbortSignal): Zstd =>
  start([zstd, ...LEVEL, '--quiet', '--no-progress', '-o', file, '-'], signal)

/** In a session of its own, as all that run() starts; its input ends with the engine, and so does it. */
function start(argv: Argv, signal: AbortSignal | undefined): Zstd {
  const [program, ...args] = argv
  const begun = performance.now()
  const child = spawn(program, args, {
    env: childEnv(),
    stdio: withoutWithheld(['pipe', 'pipe', 'pipe']),
    detached: true,
  }) as ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable }
  const kill = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', kill, { once: true })
  // Who comes after that hears of it no more.
  if (signal?.aborted) kill()
  // Who writes hears of its end from `ended`.
  child.stdin.on('error', () => {})
  const ended = outcome(child).then(({ code, said }) => {
    signal?.removeEventListener('abort', kill)
    recordCommand(argv, begun, code)
    return { ok: code === 0, said }
  })
  return { input: child.stdin, output: child.stdout, ended }
}

async function outcome(
  child: ChildProcess & { stderr: Readable },
): Promise<{ code: number | null; said: string }> {
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MAX_SAID)
  })
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, said: lastLine(said) }
  } catch (error) {
    return { code: null, said: (error as Error).message }
  }
}
