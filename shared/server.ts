import type { z } from 'zod'
import {
  type CallName,
  type CallOutput,
  type CallRequest,
  type Contract,
  type EngineContract,
  type EventName,
  type EventValue,
  engineContract,
  type Progress,
  type StreamDown,
  type StreamName,
  type StreamOpen,
  type StreamUp,
} from './contract.ts'
import { inputError, RuncibleError, toWireError, type WireError } from './errors.ts'
import { type Channel, type Frame, onFrames } from './wire.ts'

/** What a handler gets beside its input. */
export interface CallContext {
  /** aborted when the caller cancels or its connection goes */
  signal: AbortSignal
  progress(value: Progress): void
}

export type CallHandlers<C extends Contract = EngineContract> = {
  [K in CallName<C>]: (
    input: CallRequest<K, C>,
    context: CallContext,
  ) => Promise<CallOutput<K, C>> | CallOutput<K, C>
}

/** The server's end of one open stream. */
export interface Sink<K extends StreamName<C>, C extends Contract = EngineContract> {
  send(item: StreamDown<K, C>): void
  close(error?: RuncibleError): void
}

/** What an opened stream does with what its client sends. */
export interface StreamSource<K extends StreamName<C>, C extends Contract = EngineContract> {
  /** What it throws ends the stream and reaches the client. */
  receive(item: StreamUp<K, C>): void
  /** Once, when the stream has ended, whoever ended it: the place to let go of what it held. */
  closed(): void
}

export type StreamOpeners<C extends Contract = EngineContract> = {
  [K in StreamName<C>]: (input: StreamOpen<K, C>, sink: Sink<K, C>) => StreamSource<K, C>
}

export type Publish<C extends Contract = EngineContract> = <K extends EventName<C>>(
  name: K,
  value: EventValue<K, C>,
) => void

/** What a host serves: the engine as a rule. */
export interface Service<C extends Contract = EngineContract> {
  calls: CallHandlers<C>
  streams: StreamOpeners<C>
  /** Every event from now on; gives back what unsubscribes. */
  subscribe(publish: Publish<C>): () => void
}

/**
 * Serves `service` on `channel` until it closes. Every input is `unknown` until the contract's schema has seen it; what no
 * client of ours sends closes the channel. Events begin at once, so a snapshot asked for afterwards misses nothing.
 */
export function serve(channel: Channel, service: Service): void
export function serve<C extends Contract>(channel: Channel, service: Service<C>, contract: C): void
export function serve(
  channel: Channel,
  service: Service<Contract>,
  contract: Contract = engineContract,
): void {
  const running = new Map<number, AbortController>()
  const streams = new OpenStreams(channel, service.streams, contract.streams)

  const runCall = async (id: number, name: string, input: unknown) => {
    if (running.has(id)) return channel.close(`call ${id} is running already`)
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const value = await dispatch(contract.calls, service.calls, name, input, {
        signal: controller.signal,
        progress: (progress) => {
          if (running.has(id)) channel.send({ t: 'progress', id, value: progress })
        },
      })
      channel.send({ t: 'ok', id, value })
    } catch (error) {
      channel.send({ t: 'fail', id, error: toWireError(error) })
    } finally {
      running.delete(id)
    }
  }

  const receive = (frame: Frame) => {
    switch (frame.t) {
      case 'call':
        return void runCall(frame.id, frame.name, frame.input)
      case 'cancel':
        return running.get(frame.id)?.abort()
      case 'open':
        return streams.open(frame.id, frame.name, frame.input)
      case 'up':
        return streams.receive(frame.id, frame.value)
      case 'close':
        return streams.left(frame.id)
      default:
        return channel.close(`${frame.t} is for the server to send`)
    }
  }

  onFrames(channel, receive)
  const unsubscribe = service.subscribe((name, value) => {
    try {
      channel.send({ t: 'event', name, value })
    } catch (error) {
      // One that cannot cross must not hurt the publisher; without it the client would show what is no longer true.
      console.error(`event ${name} cannot be sent:`, error)
      channel.close()
    }
  })
  channel.onClose(() => {
    unsubscribe()
    for (const controller of running.values()) controller.abort()
    streams.leaveAll()
  })
}

type Source = StreamSource<string, Contract>

interface OpenStream {
  name: string
  up: z.ZodType
  source: Source
}

/** The streams of one channel. Each ends once: by its client, by its source, or with the channel. */
class OpenStreams {
  readonly #channel: Channel
  readonly #openers: StreamOpeners<Contract>
  readonly #schemas: Contract['streams']
  /** null while its opener runs */
  readonly #open = new Map<number, OpenStream | null>()

  constructor(channel: Channel, openers: StreamOpeners<Contract>, schemas: Contract['streams']) {
    this.#channel = channel
    this.#openers = openers
    this.#schemas = schemas
  }

  open(id: number, name: string, input: unknown): void {
    if (this.#open.has(id)) {
      this.#channel.close(`stream ${id} is open already`)
      return
    }
    this.#open.set(id, null)
    try {
      const schema = own(this.#schemas, name)
      const opener = own(this.#openers, name)
      if (!schema || !opener) throw new RuncibleError('invalid-input', `there is no stream ${name}`)
      const parsed = schema.open.safeParse(input)
      if (!parsed.success) throw inputError(parsed.error, name)
      const source = opener(parsed.data, this.#sink(id))
      if (this.#open.has(id)) this.#open.set(id, { name, up: schema.up, source })
      else letGo(source)
    } catch (error) {
      this.#end(id, toWireError(error))
    }
  }

  receive(id: number, value: unknown): void {
    const stream = this.#open.get(id)
    if (!stream) return
    try {
      const parsed = stream.up.safeParse(value)
      if (!parsed.success) throw inputError(parsed.error, stream.name)
      stream.source.receive(parsed.data)
    } catch (error) {
      this.#end(id, toWireError(error))
    }
  }

  left(id: number): void {
    const stream = this.#open.get(id)
    this.#open.delete(id)
    if (stream) letGo(stream.source)
  }

  leaveAll(): void {
    for (const id of [...this.#open.keys()]) this.left(id)
  }

  #sink(id: number): Sink<string, Contract> {
    return {
      send: (value) => {
        if (this.#open.has(id)) this.#channel.send({ t: 'down', id, value })
      },
      close: (error) => this.#end(id, error?.toWire()),
    }
  }

  #end(id: number, error?: WireError): void {
    if (!this.#open.has(id)) return
    this.#channel.send(error ? { t: 'close', id, error } : { t: 'close', id })
    this.left(id)
  }
}

/** A source that fails at its end must not keep the others from theirs. */
function letGo(source: Source): void {
  try {
    source.closed()
  } catch (error) {
    console.error('a stream did not end well:', error)
  }
}

/** Checks the name and the input of a call, then hands it to its handler. */
async function dispatch(
  schemas: Contract['calls'],
  handlers: CallHandlers<Contract>,
  name: string,
  input: unknown,
  context: CallContext,
): Promise<unknown> {
  const schema = own(schemas, name)
  const handler = own(handlers, name)
  if (!schema || !handler) throw new RuncibleError('invalid-input', `there is no call ${name}`)
  const parsed = schema.input.safeParse(input)
  if (!parsed.success) throw inputError(parsed.error, name)
  return handler(parsed.data, context)
}

/** What stands under a name that came over the wire: `constructor` is none of ours. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
