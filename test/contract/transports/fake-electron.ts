import { EventEmitter } from 'node:events'
import type { IpcMain, IpcRenderer, WebContents } from 'electron'
import { ORIGIN } from '../../../electron/desktop/origin.ts'

/**
 * A FAKE of Electron's IPC: its binary is not on every machine, and outside Electron there is no ipcMain. Like the real
 * one it clones every message, delivers in order and in a later turn, names the sender's frame, and tells when a page
 * goes. What Electron itself does (sandbox, context isolation) is not seen here.
 */
export class FakeElectron {
  readonly #main = new EventEmitter()
  readonly ipcMain = this.#main as unknown as Pick<IpcMain, 'on'>

  openPage(frame: unknown = { origin: ORIGIN, parent: null }): FakePage {
    return new FakePage(this.#main, frame)
  }
}

/** One page with its preload's ipcRenderer, and the WebContents that the main process sees of it. */
export class FakePage {
  readonly #contents = new EventEmitter()
  readonly #renderer = new EventEmitter()
  readonly #main: EventEmitter
  readonly #frame: unknown
  #gone = false
  #crashed = false

  constructor(main: EventEmitter, frame: unknown) {
    this.#main = main
    this.#frame = frame
    Object.assign(this.#contents, {
      isDestroyed: () => this.#gone,
      // Told by render-process-gone; the tests' own end of the channel hears of it through the farewell.
      isCrashed: () => false,
      send: (channel: string, message: unknown) =>
        this.#deliver(message, (clone) => this.#renderer.emit(channel, {}, clone)),
    })
  }

  readonly ipcRenderer: Pick<IpcRenderer, 'on' | 'send'> = {
    on: (channel, listener) => {
      this.#renderer.on(channel, listener)
      return this.ipcRenderer as IpcRenderer
    },
    send: (channel, message: unknown) =>
      this.#deliver(message, (clone) => {
        if (this.#crashed) return
        const event = { sender: this.#contents as unknown as WebContents, senderFrame: this.#frame }
        this.#main.emit(channel, event, clone)
      }),
  }

  /** The page is loaded anew: what it had opened is gone, and the window stays. */
  reload(): void {
    this.#contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
  }

  /** The page's process died; what it had sent and was not delivered yet never is. */
  crash(): void {
    this.#crashed = true
    this.#contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
  }

  /** The window was closed. */
  destroy(): void {
    this.#gone = true
    this.#contents.emit('destroyed')
  }

  #deliver(message: unknown, arrive: (clone: unknown) => void): void {
    const clone: unknown = structuredClone(message)
    setImmediate(() => {
      if (!this.#gone) arrive(clone)
    })
  }
}
