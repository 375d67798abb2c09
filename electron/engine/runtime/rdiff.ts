import { RuncibleError } from '../../../shared/errors.ts'
import { type Ended, Program } from './program.ts'
import { type Argv, cancelled, recordCommand } from './run.ts'

/**
 * Differences between large files, by librsync's rdiff: it needs 20 MB of memory whatever their size, finds what has moved,
 * and brings a file back at the speed of a copy. Of 1 GiB with 1 % changed, zstd --patch-from takes 3.3 GB of memory and five
 * times as long to bring it back, for the same size.
 */
export interface Rdiff {
  /** path of the program */
  rdiff: string
  signal?: AbortSignal | undefined
  /** Where there is one, it is nobody's hurry: others come first, and while this says yes it stands still. */
  standBack?: (() => boolean) | null
}

/** How often is asked whether it is to stand still, ms. */
const STAND_BACK_MS = 200

/** The size of a page, by which memory changes. */
const BLOCK_BYTES = 4096
/** What is read and written at once. */
const BUFFER_BYTES = 256 * 1024

/** Writes down what must be known of `base` for a difference to it. Throws what rdiff says; `failed-precondition` where the disk is full. */
export const rdiffSignature = (base: string, signature: string, options: Rdiff) =>
  done(options, '-b', String(BLOCK_BYTES), 'signature', base, signature)

/** Writes the difference of `file` to the base of a signature. Throws as above. */
export const rdiffDelta = (signature: string, file: string, difference: string, options: Rdiff) =>
  done(options, 'delta', signature, file, difference)

/** Writes the file anew that `difference` was made of. Throws as above. */
export const rdiffPatch = (base: string, difference: string, file: string, options: Rdiff) =>
  done(options, 'patch', base, difference, file)

/** The bytes of the file that `difference` was made of, without writing them anywhere. Throws as above. */
export const rdiffPatched = (base: string, difference: string, options: Rdiff) =>
  output(options, 'patch', base, difference)

async function done(options: Rdiff, ...args: string[]): Promise<void> {
  for await (const _ of output(options, ...args));
}

async function* output(options: Rdiff, ...args: string[]): AsyncGenerator<Buffer> {
  const { signal, standBack } = options
  const argv = command(options, args)
  if (signal?.aborted) throw cancelled(argv)
  const begun = performance.now()
  const program = await Program.start(argv, {
    ownSession: true,
    hint: 'Install the package rdiff.',
  })
  const holding = standBack && setInterval(() => program.hold(standBack()), STAND_BACK_MS)
  const stop = () => {
    if (holding) clearInterval(holding)
    program.kill()
    program.hold(false)
  }
  signal?.addEventListener('abort', stop, { once: true })
  try {
    // While it was started it may have been broken off, which is not told again.
    if (signal?.aborted) stop()
    yield* program.output
    const ended = await program.ended()
    recordCommand(argv, begun, ended.code)
    if (signal?.aborted) throw cancelled(argv)
    if (ended.code !== 0) throw failed(argv, ended)
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
}

function command({ rdiff, standBack }: Rdiff, args: readonly string[]): Argv {
  const buffers = ['-I', String(BUFFER_BYTES), '-O', String(BUFFER_BYTES)]
  const own: Argv = [rdiff, '--force', ...buffers, ...args]
  return standBack ? ['nice', '-n', '19', 'ionice', '-c', '3', ...own] : own
}

function failed(argv: Argv, { code, lines }: Ended): RuncibleError {
  const command = [...argv]
  const full = lines.find((line) => /no space left/i.test(line))
  if (full) {
    return new RuncibleError('failed-precondition', 'the disk is full', {
      command,
      said: full,
      hint: 'Make room and try again.',
    })
  }
  const how = code === null ? 'rdiff was ended by a signal' : `rdiff failed with code ${code}`
  // Its last line repeats the one before in fewer words.
  const said = lines.at(-2) ?? lines.at(-1)
  return new RuncibleError('runtime-failed', how, {
    command,
    ...(said !== undefined && { said }),
    ...(code !== null && { exitCode: code }),
  })
}
