import {
  type CallName,
  type CallOutput,
  type CallRequest,
  calls,
  type EventName,
  type EventValue,
  type Progress,
  type StreamDown,
  type StreamName,
  type StreamOpen,
  type StreamUp,
  streams,
} from './contract.ts'
import { inputError, RuncibleError, toWireError, type WireError } from './errors.ts'
import { type Channel, type Frame, onFrames } from './wire.ts'

/** What a handler gets beside its input. */
export interface CallContext {
  /** aborted when the caller cancels or its connection goes */
  signal: AbortSignal
  progress(value: Progress): void
}

export type CallHandlers = {
  [K in CallName]: (
    input: CallRequest<K>,
    context: CallContext,
  ) => Promise<CallOutput<K>> | CallOutput<K>
}

/** The server's end of one open stream. */
export interface Sink<K extends StreamName> {
  send(item: StreamDown<K>): void
  close(error?: RuncibleError): void
}

/** What an opened stream does with what its client sends. */
export interface StreamSource<K extends StreamName> {
  /** What it throws ends the stream and reaches the client. */
  receive(item: StreamUp<K>): void
  /** Once, when the stream has ended, whoever ended it: the place to let go of what it held. */
  closed(): void
}

export type StreamOpeners = {
  [K in StreamName]: (input: StreamOpen<K>, sink: Sink<K>) => StreamSource<K>
}

export type Publish = <K extends EventName>(name: K, value: EventValue<K>) => void

/** What a host serves: the engine, or another engine's client passed on. */
export interface Service {
  calls: CallHandlers
  streams: StreamOpeners
  /** Every event from now on; gives back what unsubscribes. */
  subscribe(publish: Publish): () => void
}

/**
 * Serves `service` on `channel` until it closes. Every input is `unknown` until the contract's schema has seen it; what no
 * client of ours sends closes the channel. Events begin at once, so a snapshot asked for afterwards misses nothing.
 */
export function serve(channel: Channel, service: Service): void {
  const running = new Map<number, AbortController>()
  const streams = new OpenStreams(channel, service.streams)

  const runCall = async (id: number, name: string, input: unknown) => {
    if (running.has(id)) return channel.close(`call ${id} is running already`)
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const value = await dispatch(service.calls, name, input, {
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

interface OpenStream {
  name: StreamName
  source: StreamSource<StreamName>
}

/** The streams of one channel. Each ends once: by its client, by its source, or with the channel. */
class OpenStreams {
  readonly #channel: Channel
  readonly #openers: StreamOpeners
  /** null while its opener runs */
  readonly #open = new Map<number, OpenStream | null>()

  constructor(channel: Channel, openers: StreamOpeners) {
    this.#channel = channel
    this.#openers = openers
  }

  open(id: number, name: string, input: unknown): void {
    if (this.#open.has(id)) {
      this.#channel.close(`stream ${id} is open already`)
      return
    }
    this.#open.set(id, null)
    try {
      if (!Object.hasOwn(streams, name))
        throw new RuncibleError('invalid-input', `there is no stream ${name}`)
      const known = name as StreamName
      const parsed = streams[known].open.safeParse(input)
      if (!parsed.success) throw inputError(parsed.error, name)
      const source = this.#openers[known](parsed.data, this.#sink(id))
      if (this.#open.has(id)) this.#open.set(id, { name: known, source })
      else letGo(source)
    } catch (error) {
      this.#end(id, toWireError(error))
    }
  }

  receive(id: number, value: unknown): void {
    const stream = this.#open.get(id)
    if (!stream) return
    try {
      const parsed = streams[stream.name].up.safeParse(value)
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

  #sink(id: number): Sink<StreamName> {
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
function letGo(source: StreamSource<StreamName>): void {
  try {
    source.closed()
  } catch (error) {
    console.error('a stream did not end well:', error)
  }
}

/** Checks the name and the input of a call, then hands it to its handler. */
async function dispatch(
  handlers: CallHandlers,
  name: string,
  input: unknown,
  context: CallContext,
): Promise<unknown> {
  if (!Object.hasOwn(calls, name)) {
    throw new RuncibleError('invalid-input', `there is no call ${name}`)
  }
  const known = name as CallName
  const parsed = calls[known].input.safeParse(input)
  if (!parsed.success) throw inputError(parsed.error, known)
  const handler = handlers[known] as (input: unknown, context: CallContext) => unknown
  return handler(parsed.data, context)
}
