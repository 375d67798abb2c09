import { ConmonSocket } from './conmon-socket.ts'

/**
 * Makes a process wait with its output, which the attach socket cannot, since its library reads always. conmon writes to
 * every client and waits for each: so a second one that never reads holds conmon up, and with it the process, once some
 * 200 KB are in its buffer. Letting go is closing it. An engine that dies lets go by that too.
 */
export class Brake {
  readonly #dir: string
  #socket: ConmonSocket | null = null

  constructor(dir: string) {
    this.#dir = dir
  }

  /** Where conmon is gone nothing happens. */
  hold(): void {
    if (this.#socket) return
    const socket = ConmonSocket.open()
    // What is read into no room is taken for the end: the library lets the socket be from then on, with all that is in it.
    socket.setInternalReadBufferSize(0)
    socket.on('error', () => {})
    try {
      socket.connectBelow(this.#dir)
      this.#socket = socket
    } catch {
      socket.destroy()
    }
  }

  letGo(): void {
    this.#socket?.destroy()
    this.#socket = null
  }
}
