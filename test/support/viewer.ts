import type { Client, Stream } from '../../shared/client.ts'
import type {
  ConsoleDown,
  ConsoleTarget,
  ConsoleViewer,
  ViewerRole,
} from '../../shared/contract.ts'
import type { RuncibleError } from '../../shared/errors.ts'
import { ReceiveWindow } from '../../shared/flow.ts'
import type { TerminalSize } from '../../shared/model.ts'
import { until } from './until.ts'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

/** A window's end of a console: acknowledges what comes, as xterm does when it has parsed it. */
export class Viewer {
  /** the last snapshot, and what came after it */
  snapshot = ''
  output = ''
  readonly bySource = { stdout: '', stderr: '' }
  readonly sizes: TerminalSize[] = []
  ended = false
  closed: { error: RuncibleError | null } | null = null
  readonly #stream: Stream<'console'>
  #window: ReceiveWindow | null = null

  /** who looks, as it was told last */
  viewers: ConsoleViewer[] = []

  constructor(client: Client, target: ConsoleTarget, as?: ViewerRole) {
    this.#stream = client.open(
      'console',
      { ...target, ...(as && { as }) },
      {
        onDown: (item) => this.#take(item),
        onClose: (error) => {
          this.closed = { error }
        },
      },
    )
  }

  /** A viewer that has its snapshot. */
  static async open(client: Client, target: ConsoleTarget, as?: ViewerRole): Promise<Viewer> {
    const viewer = new Viewer(client, target, as)
    await until(() => viewer.#window !== null || viewer.closed !== null, 'a console’s snapshot')
    if (viewer.closed?.error) throw viewer.closed.error
    return viewer
  }

  /** All it shows: snapshot and what came since. */
  get text(): string {
    return this.snapshot + this.output
  }

  type(input: string): void {
    this.#stream.send({ kind: 'input', bytes: new TextEncoder().encode(input) })
  }

  resize(size: TerminalSize): void {
    this.#stream.send({ kind: 'resize', size })
  }

  become(as: ViewerRole): void {
    this.#stream.send({ kind: 'role', as })
  }

  close(): void {
    this.#stream.close()
  }

  /** Types a command and gives what it printed, between marks that the echo cannot be taken for. */
  async ask(command: string): Promise<string> {
    const mark = `m${Math.random().toString(36).slice(2, 10)}`
    const from = this.text.length
    this.type(
      `echo ${mark.slice(0, 4)}""${mark.slice(4)}; ${command}; echo ${mark.slice(0, 4)}''${mark.slice(4)}\r`,
    )
    const answer = new RegExp(`${mark}\\r?\\n([^]*?)${mark}`)
    await until(
      () => answer.test(this.text.slice(from)),
      `an answer to ${command} in ${JSON.stringify(this.text.slice(-400))}`,
    )
    return (answer.exec(this.text.slice(from))?.[1] ?? '').replaceAll('\r', '').trimEnd()
  }

  /** Waits until it shows `wanted`. */
  shows(wanted: string | RegExp): Promise<void> {
    return until(
      () => (typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text)),
      `${wanted} in a console that shows ${JSON.stringify(this.text.slice(-400))}`,
    )
  }

  #take(item: ConsoleDown): void {
    if (item.kind === 'ended') this.ended = true
    else if (item.kind === 'data') this.#data(item)
    else if (item.kind === 'viewers') this.viewers = item.viewers
    else if (item.kind === 'snapshot' || item.kind === 'resized') this.sizes.push(item.size)
    if (item.kind !== 'snapshot') return
    this.#window = new ReceiveWindow(item.offset)
    this.snapshot = text(item.bytes)
    this.output = ''
  }

  #data({ offset, source, bytes }: Extract<ConsoleDown, { kind: 'data' }>): void {
    const window = this.#window
    if (!window) throw new Error('data before a snapshot')
    const known = window.take(offset, bytes.length)
    if (known === 'gap') throw new Error(`bytes before ${offset} never came`)
    const fresh = text(bytes.subarray(known))
    this.output += fresh
    this.bySource[source] += fresh
    const ack = bytes.length === 0 ? window.probed() : window.parsed(offset + bytes.length)
    if (ack !== null) this.#stream.send({ kind: 'ack', offset: ack })
  }
}
