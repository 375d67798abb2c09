import { type BrowserWindow, dialog, type IpcMain, type IpcMainEvent, screen } from 'electron'
import type { Container } from '../../shared/model.ts'
import type { Ask } from './asks.ts'
import { farewell } from './farewell.ts'
import { ASK_CHANNEL } from './messages.ts'
import { isOurPage, ORIGIN } from './origin.ts'
import { besideOf, openingPlace } from './place.ts'
import { rememberPlace } from './remember-place.ts'
import type { Memory } from './remembered.ts'
import { Revival } from './revival.ts'
import { openWindow } from './window.ts'
import { words } from './words/words.ts'

const CONSOLE_SIZE = { width: 840, height: 540 }
/** A page whose process died is loaded again after this time, ms. */
const REVIVE_MS = 200

interface Options {
  ipc: Pick<IpcMain, 'on'>
  memory: Memory
  containers(): Container[]
}

/** The program's windows: whole ones, and consoles in windows of their own. */
export class Windows {
  readonly #options: Options
  /** the last that was in front comes last */
  readonly #open: Win[] = []
  #leaving = false

  constructor(options: Options) {
    this.#options = options
    options.ipc.on(ASK_CHANNEL, (event: IpcMainEvent) => {
      if (!isOurPage(event.senderFrame)) return
      this.#open.find(({ window }) => window.webContents === event.sender)?.listens()
    })
  }

  /** Opens a whole window; one more stands beside the last. */
  openMain(): void {
    const displays = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()]
    const last = this.#main()?.window
    const { place } = this.#options.memory.kept
    const shape = last ? besideOf(last.getNormalBounds(), displays) : openingPlace(place, displays)
    const maximized = !last && place?.maximized === true
    const window = openWindow(`${ORIGIN}/`, shape, maximized)
    this.#watch(new Win(window, 'main', ''))
    rememberPlace(window, { ...shape, maximized }, (place) => {
      void this.#options.memory.keep({ place })
    })
  }

  /** Opens a console in a window of its own, or brings forward the one that has it. */
  openConsole(url: string): void {
    const there = this.#open.find((one) => one.url === url)
    if (there) bringForward(there.window)
    else this.#watch(new Win(openWindow(url, CONSOLE_SIZE), 'console', url))
  }

  /** Brings a whole window forward, and has its page show something. */
  show(ask?: Ask): void {
    if (!this.#main()) this.openMain()
    const main = this.#main()
    if (!main) return
    bringForward(main.window)
    if (ask) main.ask(ask)
  }

  /** The program is about to end: the windows close without a word. */
  leave(): void {
    this.#leaving = true
  }

  #main(): Win | undefined {
    return [...this.#open].reverse().find(({ kind }) => kind === 'main')
  }

  #watch(win: Win): void {
    const { window } = win
    this.#open.push(win)
    window.on('focus', () => {
      this.#open.splice(this.#open.indexOf(win), 1)
      this.#open.push(win)
    })
    window.on('close', (event) => {
      if (this.#leaving || this.#open.length > 1) return
      if (this.#options.memory.kept.quietFarewell) return
      const said = farewell(this.#options.containers())
      if (!said) return
      event.preventDefault()
      void this.#sayFarewell(window, said)
    })
    window.on('closed', () => this.#open.splice(this.#open.indexOf(win), 1))
  }

  async #sayFarewell(
    window: BrowserWindow,
    said: { message: string; detail: string },
  ): Promise<void> {
    const { close, stay, notAgain } = words().farewell
    const { response, checkboxChecked } = await dialog.showMessageBox(window, {
      type: 'info',
      title: 'Runcible',
      ...said,
      buttons: [close, stay],
      defaultId: 0,
      cancelId: 1,
      checkboxLabel: notAgain,
      checkboxChecked: true,
    })
    if (response !== 0) return
    if (checkboxChecked) await this.#options.memory.keep({ quietFarewell: true })
    this.#leaving = true
    window.close()
  }
}

/** One window with its page. */
class Win {
  readonly window: BrowserWindow
  readonly kind: 'main' | 'console'
  /** of a console: its address */
  readonly url: string
  readonly #revival = new Revival()
  #listening = false
  #waiting: Ask[] = []

  constructor(window: BrowserWindow, kind: 'main' | 'console', url: string) {
    this.window = window
    this.kind = kind
    this.url = url
    const { webContents } = window
    webContents.on('did-start-loading', () => {
      this.#listening = false
    })
    webContents.on('render-process-gone', (_event, { reason }) => this.#revive(reason))
  }

  /** Has the page show something, as soon as there is one. */
  ask(ask: Ask): void {
    if (this.#listening) this.window.webContents.send(ASK_CHANNEL, ask)
    else this.#waiting.push(ask)
  }

  /** The page is there. */
  listens(): void {
    this.#listening = true
    for (const ask of this.#waiting.splice(0)) this.ask(ask)
  }

  #revive(reason: string): void {
    this.#listening = false
    const { window } = this
    if (this.#revival.mayLive(reason, Date.now())) {
      console.error(`a window’s page ended (${reason}): it is loaded again`)
      setTimeout(() => window.isDestroyed() || window.webContents.reload(), REVIVE_MS)
    } else if (reason !== 'clean-exit') {
      void this.#offerRevival(reason)
    }
  }

  async #offerRevival(reason: string): Promise<void> {
    const { message, detail, load, close } = words().pageEnds
    const { response } = await dialog.showMessageBox(this.window, {
      type: 'error',
      title: 'Runcible',
      message,
      detail: detail(reason),
      buttons: [load, close],
    })
    if (this.window.isDestroyed()) return
    if (response === 0) this.window.webContents.reload()
    else this.window.destroy()
  }
}

function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
