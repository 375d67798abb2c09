import type { IpcMain, IpcMainEvent, WebContents } from 'electron'
import { z } from 'zod'
import { HostId, OWN_HOST } from '../../shared/hosts.ts'
import type { Channel } from '../../shared/wire.ts'
import { FRAME_CHANNEL, type Message } from './messages.ts'
import { isOurPage } from './origin.ts'

/** Serves a page's connection to a host. */
type Attach = (channel: Channel, host: string) => void

/**
 * A page of ours has one connection to the register and one to each host in use, and one more to each while it comes back.
 * Each may start a program (ssh), so that a page that has gone wild must not have any number.
 */
export const MAX_CONNECTIONS = 64

const PageMessage = z.object({
  kind: z.enum(['open', 'frame', 'close']),
  connection: z.number().int().positive(),
  host: HostId.default(OWN_HOST),
  frame: z.unknown().optional(),
})

/**
 * Takes the connections that pages of ours open over IPC and hands each to `attach`. Every message's sender is checked;
 * connections end with their page, however it goes.
 */
export function acceptPages(ipc: Pick<IpcMain, 'on'>, attach: Attach): void {
  const pages = new WeakMap<WebContents, Page>()
  ipc.on(FRAME_CHANNEL, (event: IpcMainEvent, data: unknown) => {
    if (!isOurPage(event.senderFrame)) return
    const message = PageMessage.safeParse(data)
    if (!message.success) return
    const page = pages.get(event.sender) ?? new Page(event.sender)
    pages.set(event.sender, page)
    page.receive(message.data, attach)
  })
}

/** The connections of one window's page. */
class Page {
  readonly #contents: WebContents
  readonly #channels = new Map<number, IpcChannel>()

  constructor(contents: WebContents) {
    this.#contents = contents
    const closeAll = () => {
      for (const channel of [...this.#channels.values()]) channel.close()
    }
    contents.on('destroyed', closeAll)
    contents.on('render-process-gone', closeAll)
    contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) closeAll()
    })
  }

  receive(message: z.infer<typeof PageMessage>, attach: Attach): void {
    const { kind, connection, host, frame } = message
    const channel = this.#channels.get(connection)
    if (kind === 'open' && !channel) {
      if (this.#channels.size < MAX_CONNECTIONS) attach(this.#open(connection), host)
      else this.#send({ kind: 'close', connection })
    } else if (kind === 'frame') channel?.receive(frame)
    else channel?.close()
  }

  #send(message: Message): void {
    if (this.#contents.isDestroyed() || this.#contents.isCrashed()) return
    this.#contents.send(FRAME_CHANNEL, message)
  }

  #open(connection: number): IpcChannel {
    const channel = new IpcChannel(
      (kind, frame) => this.#send({ kind, connection, frame }),
      () => this.#channels.delete(connection),
    )
    this.#channels.set(connection, channel)
    return channel
  }
}

/** The main process's end of one connection. */
class IpcChannel implements Channel {
  readonly #send: (kind: 'frame' | 'close', frame?: unknown) => void
  readonly #forget: () => void
  #open = true
  #onFrame: (frame: unknown) => void = () => {}
  #onClose = () => {}

  constructor(send: (kind: 'frame' | 'close', frame?: unknown) => void, forget: () => void) {
    this.#send = send
    this.#forget = forget
  }

  receive(frame: unknown): void {
    if (this.#open) this.#onFrame(frame)
  }

  send(frame: unknown): void {
    if (this.#open) this.#send('frame', frame)
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#onFrame = listener
  }

  onClose(listener: () => void): void {
    this.#onClose = listener
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#forget()
    this.#send('close')
    this.#onClose()
  }
}
