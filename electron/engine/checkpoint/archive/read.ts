import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { type Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Progress } from '../../../../shared/contract.ts'
import { RuncibleError } from '../../../../shared/errors.ts'
import { inGiB } from '../../images/scan.ts'
import { type Receiver, type TarEntry, TarWalk } from '../../images/tar-walk.ts'
import { unpackZstd } from '../../runtime/zstd.ts'

/** What an archive may come to, unpacked. */
export interface Bounds {
  bytes: number
  entries: number
  /** how many times of what it is packed, once it is more than `anyRatio` bytes */
  ratio: number
  anyRatio: number
}

/** Memory that was cleared packs to a thousandth, and moments of some GiB of it are honest ones. */
export const DEFAULT_BOUNDS: Bounds = {
  bytes: 256 * 1024 ** 3,
  entries: 100_000,
  ratio: 1000,
  anyRatio: 16 * 1024 ** 3,
}

const GZIP = 0x1f8b
const ZSTD = 0x28b52ffd
const PIECE = 1024 * 1024
const TELL_MS = 250

/** A receiver whose writes are waited for. */
export interface SlowReceiver {
  write(chunk: Buffer): void | Promise<void>
  end(): void | Promise<void>
}

export interface ReadInput {
  path: string
  /** null: there is no zstd here */
  zstd: string | null
  bounds: Bounds
  /** Who takes a member's contents; null: nobody. Throws where it may not be there. */
  receive(entry: TarEntry): SlowReceiver | null
  signal: AbortSignal
  progress(value: Progress): void
}

/**
 * Reads an archive through, plain or packed by gzip or zstd, in bounded memory: each member goes to who takes it. Gives its
 * size, what it comes to unpacked, and when it was changed. Throws `invalid-input` in words where it is none, where a bound is passed (nothing more
 * is read then) or where it is cut off; what a receiver throws; `cancelled`.
 */
export async function readArchive(
  input: ReadInput,
): Promise<{ packed: number; unpacked: number; changedAt: Date }> {
  const file = await openFile(input.path)
  try {
    const { size, mtime } = await file.stat()
    const unpacked = await readThrough(input, file, size)
    return { packed: size, unpacked, changedAt: mtime }
  } catch (error) {
    throw asRefusal(error, input)
  } finally {
    await file.close()
  }
}

/** A fifo would hold us up, a device would have no end. */
async function openFile(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      const code = error.code === 'ENOENT' ? 'not-found' : 'invalid-input'
      throw new RuncibleError(code, `${path} cannot be read: ${error.message}`, { field: 'path' })
    },
  )
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new RuncibleError('invalid-input', `${path} is no file`, { field: 'path' })
}

async function readThrough(
  { bounds, receive, progress, signal, ...input }: ReadInput,
  file: FileHandle,
  size: number,
): Promise<number> {
  const pending: Promise<void>[] = []
  let entries = 0
  let unpacked = 0
  const walk = await TarWalk.open({
    what: 'the archive',
    tell: () => {
      if (++entries > bounds.entries) throw tooLarge(`more than ${bounds.entries} files`)
    },
    receive: (entry) => waited(receive(entry), pending),
  })
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length
      turn(done, async () => {
        requireWithin(unpacked, size, bounds)
        walk.write(chunk)
        await Promise.all(pending.splice(0))
      })
    },
    final(done) {
      turn(done, async () => {
        walk.end()
        await Promise.all(pending.splice(0))
      })
    },
  })
  let read = 0
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length
      done(null, chunk)
    },
  })
  const tell = () => progress({ phase: 'reading', done: read, total: size, unit: 'bytes' })
  tell()
  const timer = setInterval(tell, TELL_MS)
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    const source = file.createReadStream({ autoClose: false, start: 0, highWaterMark: PIECE })
    await flow(source, counting, sink, { magic: buffer.readUInt32BE(), signal, ...input })
  } finally {
    clearInterval(timer)
  }
  return unpacked
}

/** Through whatever it is packed by. */
async function flow(
  source: Readable,
  counting: Transform,
  sink: Writable,
  { magic, zstd, signal }: { magic: number; zstd: string | null; signal: AbortSignal },
): Promise<void> {
  if (magic >>> 16 === GZIP) {
    return pipeline(source, counting, createGunzip({ chunkSize: PIECE }), sink, { signal })
  }
  if (magic !== ZSTD) return pipeline(source, counting, sink, { signal })
  if (!zstd) throw lacksZstd()
  const over = new AbortController()
  const both = AbortSignal.any([signal, over.signal])
  const { input, output, ended } = unpackZstd(zstd, both)
  try {
    const [, , { ok, said }] = await Promise.all([
      // It may have stopped reading before its input ends; then it says why itself.
      pipeline(source, counting, input, { signal: both }).catch((error: unknown) => {
        if (both.aborted || (error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
      }),
      pipeline(output, sink, { signal: both }),
      ended,
    ])
    if (!ok) throw notUnpacked(said)
  } finally {
    over.abort()
  }
}

export const lacksZstd = () =>
  new RuncibleError('unavailable', 'zstd is not installed', {
    hint: 'Install it: apt-get install zstd',
  })

/** Writes of its members are waited for before more is read. */
function waited(receiver: SlowReceiver | null, pending: Promise<void>[]): Receiver | null {
  if (!receiver) return null
  const wait = (work: void | Promise<void>) => {
    if (!work) return
    // Heard of where it is waited for.
    work.catch(() => {})
    pending.push(work)
  }
  return {
    write: (chunk) => wait(receiver.write(chunk)),
    end: () => wait(receiver.end()),
  }
}

const turn = (done: (error?: Error | null) => void, work: () => Promise<void>) =>
  void work().then(
    () => done(),
    (error: Error) => done(error),
  )

function requireWithin(unpacked: number, packed: number, { bytes, ratio, anyRatio }: Bounds): void {
  if (unpacked > bytes) throw tooLarge(`more than ${inGiB(bytes)} GiB`)
  if (unpacked > Math.max(anyRatio, packed * ratio)) {
    throw tooLarge(`more than ${ratio} times of what it is packed`)
  }
}

function asRefusal(error: unknown, { signal }: ReadInput): unknown {
  if (error instanceof RuncibleError) return error
  const { code, message, name } = error as NodeJS.ErrnoException
  if (signal.aborted || name === 'AbortError') {
    return new RuncibleError('cancelled', 'the action was cancelled')
  }
  return code?.startsWith('Z_') ? notUnpacked(message) : error
}

const notUnpacked = (said: string) =>
  new RuncibleError('invalid-input', `the archive cannot be unpacked: ${said}`, {
    said,
    hint: 'It was cut off or changed. Get it again from where it was made.',
  })

const tooLarge = (said: string) =>
  new RuncibleError('invalid-input', `the archive comes to ${said} unpacked`, {
    said,
    hint: 'Nothing of it was kept. No moment of honest size does that.',
  })
