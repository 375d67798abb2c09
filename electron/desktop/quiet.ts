import type { IpcMain, IpcMainEvent, WebContents } from 'electron'
import { QUIET_CHANNEL } from './messages.ts'
import { isOurPage } from './origin.ts'

/** The pages that are shown to others at the moment: while there is one, no notification pops up over it. */
export class Quiet {
  readonly #pages = new Set<WebContents>()
  readonly #known = new WeakSet<WebContents>()

  constructor(ipc: Pick<IpcMain, 'on'>) {
    ipc.on(QUIET_CHANNEL, ({ sender, senderFrame }: IpcMainEvent, quiet: unknown) => {
      if (!isOurPage(senderFrame)) return
      this.#forgetWith(sender)
      if (quiet === true) this.#pages.add(sender)
      else this.#pages.delete(sender)
    })
  }

  get isWanted(): boolean {
    return this.#pages.size > 0
  }

  /** A page that is loaded anew, or gone, is not shown until it says so again. */
  #forgetWith(page: WebContents): void {
    if (this.#known.has(page)) return
    this.#known.add(page)
    const forget = () => this.#pages.delete(page)
    page.on('destroyed', forget)
    page.on('render-process-gone', forget)
    page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) forget()
    })
  }
}
