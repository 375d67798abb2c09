import { type CallName, calls } from '../../shared/contract.ts'
import { fromWireError, RuncibleError, toWireError } from '../../shared/errors.ts'
import { type CallHandlers, type Service, serve } from '../../shared/server.ts'
import type { Channel } from '../../shared/wire.ts'
import type { Entrance } from '../engine/door/open-or-join.ts'
import { heldChannel } from './held-channel.ts'

/**
 * The engine while the window is there already: a page that connects waits until the engine is open. One that could not be
 * opened tells every page why, and is tried again when a page comes back.
 */
export class EngineBeside {
  readonly #open: () => Promise<Entrance>
  #opening: Promise<Entrance> | null = null
  #closed = false

  constructor(open: () => Promise<Entrance>) {
    this.#open = open
  }

  /** Begins to open it, where that is not under way; resolves with it. Rejects with why it cannot be. */
  start(): Promise<Entrance> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = null
      throw error
    })
    return this.#opening
  }

  attach(channel: Channel): void {
    const held = heldChannel(channel)
    this.start().then(
      (engine) => {
        if (held.isClosed) return
        if (this.#closed) held.close()
        else engine.attach(held)
      },
      (error) => {
        if (!held.isClosed) refuse(held, whyNot(error))
      },
    )
  }

  /** Lets go of the engine, also of one that is still opening. */
  async close(): Promise<void> {
    this.#closed = true
    const engine = await this.#opening?.catch(() => null)
    await engine?.close()
  }
}

/** What stops an engine from opening is a folder, a disk, a program: to be put right, where nobody has said how. */
function whyNot(error: unknown): RuncibleError {
  const said = toWireError(error)
  if (said.code !== 'internal') return fromWireError(said)
  return new RuncibleError('unavailable', said.message, {
    hint: 'Put right what it names; Runcible tries again by itself. Containers run on.',
  })
}

/** The answer is to arrive before the close does, ms. */
const REFUSED_MS = 100

/** Answers whatever is asked first with why there is no engine, and closes, so that the page comes back. */
function refuse(channel: Channel, error: RuncibleError): void {
  const no = () => {
    setTimeout(() => channel.close(), REFUSED_MS)
    throw error
  }
  const service: Service = {
    calls: Object.fromEntries(
      (Object.keys(calls) as CallName[]).map((name) => [name, no]),
    ) as unknown as CallHandlers,
    streams: { console: no, download: no, upload: no },
    subscribe: () => () => {},
  }
  serve(channel, service)
}
