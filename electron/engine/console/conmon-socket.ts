import { closeSync, constants, openSync } from 'node:fs'
import { SeqpacketSocket } from 'node-unix-socket'
import { withhold } from '../runtime/withheld.ts'

/** conmon's packets hold a type byte and at most 8 KiB (STDIO_BUF_SIZE); a smaller buffer would cut them off. */
const READ_BUFFER = 16 * 1024

/** What the library does not show. */
interface Internals {
  wrap: {
    /** It watches for something to read, again. */
    startRecv(): void
  }
}

let turning = false

/**
 * A socket of conmon, whose events are followed at once by the promises and ticks that its handlers leave behind.
 *
 * The library's native half calls `emit` by napi_call_function, in no callback scope, and only the end of such a scope
 * runs ticks and promises (Node-API, napi_open_callback_scope). Node 20 and 24 close one in every turn of the event loop,
 * for their native immediates (nodejs/node#34366); Node 26 was seen not to, where what a handler resolved waits for the
 * next timer. An immediate is a scope of every Node's, in the same turn.
 */
export class ConmonSocket extends SeqpacketSocket {
  #paused = false

  /** One that no child inherits, as the library's own are. */
  static open(): ConmonSocket {
    const [socket, forget] = withhold({
      open: () => new ConmonSocket(),
      close: (opened) => opened.destroy(),
    })
    socket.once('close', forget)
    socket.setInternalReadBufferSize(READ_BUFFER)
    return socket
  }

  /** The library hands this method to its native half: every event passes here. */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    endTurnInScope()
    if (event === 'end' && this.#paused) return true
    return super.emit(event, ...args)
  }

  /**
   * Reads no more, not even an end: what conmon writes waits in the socket, some 200 KB, and then conmon itself, and with it the
   * process. The library has no pause, but it leaves a socket alone that has ended, and takes a read of nothing for that.
   */
  pause(): void {
    this.#paused = true
    this.setInternalReadBufferSize(0)
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.setInternalReadBufferSize(READ_BUFFER)
    ;(this as unknown as Internals).wrap.startRecv()
  }

  /**
   * Connects to `attach` in the folder `dir`, through the opened folder, since a unix socket's own path may hold 107 bytes
   * only. Throws the system's error where nobody answers there.
   */
  connectBelow(dir: string): void {
    const fd = openSync(dir, constants.O_RDONLY | constants.O_DIRECTORY)
    try {
      this.connect(`/proc/self/fd/${fd}/attach`)
    } finally {
      closeSync(fd)
    }
  }
}

function endTurnInScope(): void {
  if (turning) return
  turning = true
  setImmediate(() => {
    turning = false
  })
}
