import { RuncibleError } from '../../../shared/errors.ts'
import type { PipeSource } from '../../../shared/pipes.ts'
import { ConmonSocket } from './conmon-socket.ts'

/** Input that may wait for a process that does not read it: as much as a large paste. */
const MAX_PENDING = 1024 * 1024
/** conmon reads at most 32 KiB of a packet and throws the rest away (CONN_SOCK_BUF_SIZE). */
const WRITE_CHUNK = 8 * 1024
const STDERR = 3

interface Listeners {
  output(source: PipeSource, bytes: Uint8Array): void
  /** once: nothing more will come */
  end(): void
}

/** conmon's attach socket of one process. conmon waits for its readers: while it is not read the process stands still. */
export class AttachSocket {
  readonly #socket: ConmonSocket
  readonly #listeners: Listeners
  #ended = false
  #inputEnded = false
  #pending = 0

  private constructor(socket: ConmonSocket, listeners: Listeners) {
    this.#socket = socket
    this.#listeners = listeners
    socket.on('data', (packet) => {
      if (!this.#ended)
        this.#listeners.output(packet[0] === STDERR ? 'stderr' : 'stdout', packet.subarray(1))
    })
    socket.on('end', () => this.#end())
    socket.on('error', () => this.#end())
    socket.on('close', () => this.#end())
  }

  /**
   * Connects to `attach` in the folder `dir`. Throws `monitor-failed` where nobody answers there. Nothing may be
   * written before 'connect': the library would hang.
   */
  static async connect(dir: string, listeners: Listeners): Promise<AttachSocket> {
    const socket = ConmonSocket.open()
    const attached = new AttachSocket(socket, listeners)
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', resolve)
      socket.on('error', reject)
      socket.connectBelow(dir)
    }).catch((cause: unknown) => {
      attached.close()
      throw new RuncibleError('monitor-failed', 'the console cannot be reached: conmon is gone', {
        said: cause instanceof Error ? cause.message : String(cause),
        hint: 'The process may run on without its monitor. Kill and delete it, or look at its log.',
        cause,
      })
    })
    return attached
  }

  /** Sends input at once. Throws `unavailable` where too much of it waits already; none of it is sent then. */
  write(bytes: Uint8Array): void {
    if (this.#inputEnded) return
    if (this.#pending > 0 && this.#pending + bytes.length > MAX_PENDING)
      throw notRead(this.#pending)
    for (let from = 0; from < bytes.length && !this.#ended; from += WRITE_CHUNK) {
      const chunk = Buffer.from(bytes.subarray(from, from + WRITE_CHUNK))
      this.#pending += chunk.length
      this.#socket.write(chunk, 0, chunk.length, () => {
        this.#pending -= chunk.length
      })
    }
  }

  /** Has the process wait with its output, or go on. An engine that dies lets it go on, too. */
  hold(on: boolean): void {
    if (this.#ended) return
    if (on) this.#socket.pause()
    else this.#socket.resume()
  }

  /** Says that no more input comes, once what was written has gone; output goes on. */
  endInput(): void {
    if (this.#ended || this.#inputEnded) return
    this.#inputEnded = true
    this.#socket.end()
  }

  close(): void {
    this.#ended = true
    // The library aborts the process when a socket is destroyed inside one of its own handlers.
    setImmediate(() => this.#socket.destroy())
  }

  #end(): void {
    if (this.#ended) return
    this.close()
    this.#listeners.end()
  }
}

function notRead(pending: number): RuncibleError {
  return new RuncibleError('unavailable', 'the process does not read its input', {
    said: `${pending} bytes of input wait already`,
    hint: 'What was typed or pasted last was not sent. Open the console again once the process reads.',
  })
}
