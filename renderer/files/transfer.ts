import { t } from '@lingui/core/macro'
import type { Client } from '../../shared/client.ts'
import { RuncibleError } from '../../shared/errors.ts'
import { ReceiveWindow, SendWindow } from '../../shared/flow.ts'
import type { DownloadOpen, UploadOpen } from '../../shared/model.ts'

/** Read of a file at once, bytes. */
const PIECE = 256 * 1024
/** Given to the browser at once, which keeps them where it has room: on disk where there are many. */
const HANDED_OVER = 4 * 1024 * 1024

interface Watched {
  signal?: AbortSignal
  /** bytes so far */
  onProgress?(done: number, total: number | null): void
}

/** What was downloaded. */
export interface Downloaded {
  name: string
  contents: Blob
  notes: readonly string[]
}

/** Takes files out of a container, as fast as they can be taken in. Throws what the engine says. */
export function download(
  client: Client,
  wanted: DownloadOpen,
  { signal, onProgress }: Watched = {},
): Promise<Downloaded> {
  const window = new ReceiveWindow(0)
  const pile = new Pile()
  let about: { name: string; size: number | null } = { name: '', size: null }
  return new Promise((resolve, reject) => {
    const stream = client.open('download', wanted, {
      onDown(item) {
        if (item.kind === 'begin') about = item
        if (item.kind === 'end') {
          resolve({ name: about.name, contents: pile.whole(), notes: item.notes })
        }
        if (item.kind !== 'data') return
        window.take(pile.size, item.bytes.length)
        pile.add(item.bytes)
        const offset = window.parsed(pile.size)
        if (offset !== null) stream.send({ kind: 'ack', offset })
        onProgress?.(pile.size, about.size)
      },
      onClose: (error) => reject(error ?? cutOff()),
    })
    callOff(signal, stream, reject)
  })
}

/** Bytes that become one thing, of which only the last are kept here. */
class Pile {
  size = 0
  readonly #parts: Blob[] = []
  #last: Uint8Array<ArrayBuffer>[] = []
  #lastSize = 0

  add(bytes: Uint8Array): void {
    this.#last.push(new Uint8Array(bytes))
    this.#lastSize += bytes.length
    this.size += bytes.length
    if (this.#lastSize >= HANDED_OVER) this.#handOver()
  }

  whole(): Blob {
    this.#handOver()
    // Without a type a browser looks for one itself, and calls the file after it.
    return new Blob(this.#parts, { type: 'application/octet-stream' })
  }

  #handOver(): void {
    this.#parts.push(new Blob(this.#last))
    this.#last = []
    this.#lastSize = 0
  }
}

export type UploadWanted = Omit<UploadOpen, 'size' | 'replace'> & { replace?: boolean }

/** Brings a file into a container, as fast as that can be written. Throws what the engine says; then nothing was changed. */
export function upload(
  client: Client,
  wanted: UploadWanted,
  file: Blob,
  { signal, onProgress }: Watched = {},
): Promise<void> {
  const window = new SendWindow(0)
  let pumping = false
  return new Promise((resolve, reject) => {
    const pump = async () => {
      if (pumping) return
      pumping = true
      try {
        while (window.room > 0 && window.sent < file.size) {
          const from = window.sent
          const piece = file.slice(from, from + Math.min(PIECE, window.room))
          const bytes = new Uint8Array(await piece.arrayBuffer())
          if (bytes.length === 0) throw unreadable()
          window.send(bytes.length)
          stream.send({ kind: 'data', bytes })
        }
      } catch (error) {
        stream.close()
        reject(error instanceof RuncibleError ? error : unreadable(error))
      } finally {
        pumping = false
      }
    }
    const input = { replace: false, ...wanted, size: file.size }
    const stream = client.open('upload', input, {
      onDown(item) {
        if (item.kind === 'done') return resolve()
        window.ack(item.offset)
        onProgress?.(item.offset, file.size)
        void pump()
      },
      onClose: (error) => reject(error ?? cutOff()),
    })
    callOff(signal, stream, reject)
  })
}

function callOff(
  signal: AbortSignal | undefined,
  stream: { close(): void },
  reject: (error: Error) => void,
): void {
  signal?.addEventListener('abort', () => {
    stream.close()
    reject(new RuncibleError('cancelled', t`the transfer was cancelled`))
  })
}

const cutOff = () => new RuncibleError('disconnected', t`the transfer was cut off`)

const unreadable = (cause?: unknown) =>
  new RuncibleError('failed-precondition', t`the file cannot be read any more`, {
    hint: t`It may have been moved or changed since it was chosen.`,
    cause,
  })
