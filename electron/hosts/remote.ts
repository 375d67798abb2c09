import { createClient } from '../../shared/client.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { RuncibleError, toWireError } from '../../shared/errors.ts'
import { addressText, type HostEntry, type SshAddress } from '../../shared/hosts.ts'
import { withAnyOf } from './any-of.ts'
import type { EngineHost, HostChannel } from './host.ts'

/** What may be otherwise in a moment; whoever said anything else is not asked again unasked. */
const PASSING: readonly ErrorCode[] = ['unavailable', 'disconnected', 'timeout']
/** An engine that was reached and says nothing for so long speaks another language. */
const ANSWERS_WITHIN_MS = 15_000
/** A page that reloads is back by then; a host that no page has wanted for so long is idle. */
const UNUSED_MS = 30_000

/** How one that was in use at the last start begins: a page asks for it as for any that it has lost. */
const NOT_YET = new RuncibleError('disconnected', 'not connected yet since Runcible was started')

type Facts = Pick<HostEntry, 'status' | 'error' | 'engine'>

const IDLE: Facts = { status: 'idle', error: null, engine: null }

/** One host beside our own: whether it is wanted, and the channels to its engine, one for each page. */
export class RemoteHost {
  readonly way: EngineHost
  readonly address: SshAddress | null
  readonly #changed: (entry: HostEntry) => void
  readonly #links = new Set<Link>()
  #facts: Facts = IDLE
  /** the channel that connect() made, until a page takes it */
  #spare: Link | null = null
  /** several pages that lost it come back one after the other: root is not asked for once for each */
  #returning: Promise<unknown> = Promise.resolve()
  #ended = new AbortController()
  #unused: NodeJS.Timeout | undefined
  #wanted: boolean

  /** `wanted`: it was in use when Runcible ended. A machine comes back by itself; root is not asked for unasked. */
  constructor(
    way: EngineHost,
    address: SshAddress | null,
    changed: (entry: HostEntry) => void,
    wanted = false,
  ) {
    this.way = way
    this.address = address
    this.#changed = changed
    this.#wanted = wanted
    if (wanted && way.kind === 'ssh') {
      this.#facts = { ...IDLE, status: 'lost', error: NOT_YET.toWire() }
    }
  }

  /** With the port, where one was given: two entries may differ in that alone. */
  get label(): string {
    return this.address ? addressText(this.address) : this.way.label
  }

  get entry(): HostEntry {
    const { id, kind, command } = this.way
    return {
      id,
      kind,
      label: this.label,
      command: [...command],
      address: this.address,
      wanted: this.#wanted,
      ...this.#facts,
    }
  }

  /** Somebody wants it: asks once. Rejects with what refused it; withdrawn by `signal`, it is as it was. */
  async connect(signal: AbortSignal): Promise<HostEntry> {
    const { status } = this.#facts
    if (status === 'connected') return this.entry
    if (status === 'connecting') throw underWay(this.label)
    const before = this.#facts
    const ended = this.#ended.signal
    this.#set({ ...before, status: 'connecting', error: null })
    try {
      const { link, engine } = await withAnyOf([signal, ended], (any) => this.#meet(any))
      this.#spare = link
      this.#wanted = true
      this.#set({ status: 'connected', error: null, engine })
      this.#lookUnused()
      return this.entry
    } catch (error) {
      if (ended.aborted) this.#set(IDLE)
      else if (signal.aborted) this.#set(before)
      else this.#set({ ...before, status: 'refused', error: toWireError(error) })
      throw error
    }
  }

  /** A person lets go of it. */
  leave(): HostEntry {
    const { status } = this.#facts
    this.#wanted = false
    if (status === 'idle') this.#set(IDLE)
    return this.disconnect()
  }

  /** Nobody uses it any more: every page's channel closes. */
  disconnect(): HostEntry {
    this.#ended.abort()
    this.#ended = new AbortController()
    this.#spare = null
    for (const link of [...this.#links]) link.close()
    if (this.#facts.status !== 'idle') this.#set(IDLE)
    clearTimeout(this.#unused)
    return this.entry
  }

  /** A channel for a page. Only where it is in use: a page alone does not ask for root. */
  async channelFor(signal: AbortSignal): Promise<HostChannel> {
    const spare = this.#spare
    this.#spare = null
    if (spare) return spare
    const mine = this.#returning.then(() => this.#comeBack(signal))
    this.#returning = mine.catch(() => {})
    return mine
  }

  async #comeBack(signal: AbortSignal): Promise<HostChannel> {
    if (this.#facts.status !== 'connected' && this.#facts.status !== 'lost') {
      throw new RuncibleError('failed-precondition', `${this.label} is not connected`)
    }
    const ended = this.#ended.signal
    try {
      const link = await withAnyOf([signal, ended], (any) => this.#reach(any))
      if (this.#facts.status === 'lost') {
        this.#set({ ...this.#facts, status: 'connected', error: null })
      }
      return link
    } catch (error) {
      if (signal.aborted || ended.aborted) throw error
      const wire = toWireError(error)
      const status = PASSING.includes(wire.code) ? 'lost' : 'refused'
      this.#set({ ...this.#facts, status, error: wire })
      throw error
    }
  }

  /** A channel, and who answers at its end. */
  async #meet(signal: AbortSignal): Promise<{ link: Link; engine: HostEntry['engine'] }> {
    const link = await this.#reach(signal)
    try {
      const engine = await identify(link)
      if (signal.aborted) throw this.#notWaitedFor()
      return { link, engine }
    } catch (error) {
      link.close()
      throw link.lost ?? error
    }
  }

  async #reach(signal: AbortSignal): Promise<Link> {
    const channel = await this.way.connect(signal)
    if (signal.aborted) {
      channel.close()
      throw this.#notWaitedFor()
    }
    const link = new Link(channel, () => this.#left(link))
    this.#links.add(link)
    return link
  }

  readonly #notWaitedFor = () => new RuncibleError('cancelled', `${this.label} was not waited for`)

  #left(link: Link): void {
    this.#links.delete(link)
    if (this.#spare === link) this.#spare = null
    if (link.lost && this.#facts.status === 'connected') {
      this.#set({ ...this.#facts, status: 'lost', error: link.lost.toWire() })
    }
    this.#lookUnused()
  }

  #lookUnused(): void {
    clearTimeout(this.#unused)
    this.#unused = setTimeout(() => {
      const pages = this.#links.size - (this.#spare ? 1 : 0)
      if (pages === 0 && this.#facts.status === 'connected') this.disconnect()
    }, UNUSED_MS).unref()
  }

  #set(facts: Facts): void {
    this.#facts = facts
    this.#changed(this.entry)
  }
}

/** A channel whose end is heard here beside whoever uses it. */
class Link implements HostChannel {
  readonly #channel: HostChannel
  #onClose = () => {}

  constructor(channel: HostChannel, left: () => void) {
    this.#channel = channel
    channel.onClose(() => {
      left()
      this.#onClose()
    })
  }

  get lost() {
    return this.#channel.lost
  }

  send(frame: Parameters<HostChannel['send']>[0]): void {
    this.#channel.send(frame)
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#channel.onFrame(listener)
  }

  onClose(listener: () => void): void {
    this.#onClose = listener
  }

  close(violation?: string): void {
    this.#channel.close(violation)
  }
}

/** Asks who answers; whoever speaks no contract of ours is found out before a page is let at it. */
async function identify(channel: HostChannel): Promise<HostEntry['engine']> {
  const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS)
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new RuncibleError('timeout', 'the engine was reached and says nothing')),
    )
  })
  const { host } = await Promise.race([createClient(channel).call('engine.snapshot', {}), late])
  const { name, user, root, version } = host
  return { name, user, root, version }
}

const underWay = (label: string) =>
  new RuncibleError('failed-precondition', `${label} is being asked already`, {
    hint: 'Cancel that first, or wait for its answer.',
  })
