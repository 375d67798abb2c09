import type { FileHandle } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import { SendWindow } from '../../../shared/flow.ts'
import type { DownloadDown, DownloadOpen } from '../../../shared/model.ts'
import type { ContainerGround } from './ground.ts'
import { fromTold, toTold } from './names.ts'
import { inWords } from './refusals.ts'
import { TarOfFiles } from './tar.ts'
import { joined, resolve, resolveFolder, type Spot } from './walk.ts'

const PIECE = 64 * 1024

/** How much may be under way to who takes it; whoever sends more waits. */
export class Pace {
  readonly #signal: AbortSignal
  readonly #window = new SendWindow(0)
  #go: () => void = () => {}

  /** `signal`: nobody waits any longer */
  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => this.#go(), { once: true })
  }

  ack(offset: number): void {
    this.#window.ack(offset)
    if (!this.#window.stopped) this.#go()
  }

  /** Resolves once something may be sent: so many bytes at the most. Throws once it is aborted. */
  async room(): Promise<number> {
    this.#signal.throwIfAborted()
    while (this.#window.room === 0) {
      await new Promise<void>((resolve) => {
        this.#go = resolve
      })
      this.#signal.throwIfAborted()
    }
    return this.#window.room
  }

  sent(length: number): void {
    this.#window.send(length)
  }
}

/** One file as it is, else a tar; sent as fast as it is taken. Throws in words. */
export async function download(
  ground: ContainerGround,
  { folder, names }: DownloadOpen,
  pace: Pace,
  send: (item: DownloadDown) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = fromTold(folder)
  await inWords(path, async () => {
    const spot = await resolveFolder(ground.top, path)
    try {
      const [only = '', ...others] = names
      const file = others.length === 0 ? await fileAt(ground, spot, fromTold(only)) : null
      if (file) {
        try {
          send({ kind: 'begin', name: only, size: file.size })
          await pass(contentsOf(file.handle, signal), pace, send)
          send({ kind: 'end', notes: [] })
        } finally {
          await file.handle.close()
        }
        return
      }
      const tar = new TarOfFiles(ground, signal)
      send({ kind: 'begin', name: `${others.length > 0 ? nameOf(spot) : only}.tar`, size: null })
      await pass(tar.of(spot.node, spot.path, names.map(fromTold)), pace, send)
      send({ kind: 'end', notes: tar.notes })
    } finally {
      await spot.node.close()
    }
  })
}

const nameOf = ({ path }: Spot) => toTold(path.slice(path.lastIndexOf('/') + 1)) || 'files'

/** A file to be read, also by a link that leads to one inside; null: a folder. Throws for what is neither. */
async function fileAt(
  ground: ContainerGround,
  { path }: Spot,
  name: string,
): Promise<{ handle: FileHandle; size: number | null } | null> {
  const { node } = await resolve(ground.top, joined(path, name))
  try {
    if (node.stats.isDirectory()) return null
    if (!node.stats.isFile()) throw noFile(joined(path, name))
    // Of one in /proc nobody knows its size before.
    return { handle: await node.reopen(), size: node.stats.size || null }
  } finally {
    await node.close()
  }
}

async function* contentsOf(file: FileHandle, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    signal.throwIfAborted()
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, at)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}

async function pass(
  pieces: AsyncIterable<Buffer>,
  pace: Pace,
  send: (item: DownloadDown) => void,
): Promise<void> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const bytes = piece.subarray(at, at + (await pace.room()))
      pace.sent(bytes.length)
      send({ kind: 'data', bytes })
      at += bytes.length
    }
  }
}

const noFile = (path: string) =>
  new RuncibleError('unsupported', `${toTold(path)} is no file that can be copied`, {
    hint: 'Devices, fifos and sockets hold nothing of their own.',
  })
