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
import { inputError, RuncibleError, toWireError } from './errors.ts'
import { type Channel, Frame } from './wire.ts'

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

/** What an opened stream does with what its client sends, and when that has gone. */
export interface StreamSource<K extends StreamName> {
  receive(item: StreamUp<K>): void
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
 * Serves `service` on `channel` until it closes. Every input is `unknown` until the contract's schema has seen it;
 * events begin at once, so a snapshot asked for afterwards misses nothing.
 */
export function serve(channel: Channel, service: Service): void {
  const running = new Map<number, AbortController>()
  const opened = new Map<number, { name: StreamName; source: StreamSource<StreamName> }>()
  let open = true
  const send: Channel['send'] = (frame) => {
    if (open) channel.send(frame)
  }

  const runCall = async (id: number, name: string, input: unknown) => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const value = await dispatch(service.calls, name, input, {
        signal: controller.signal,
        progress: (progress) => send({ t: 'progress', id, value: progress }),
      })
      send({ t: 'ok', id, value })
    } catch (error) {
      send({ t: 'fail', id, error: toWireError(error) })
    } finally {
      running.delete(id)
    }
  }

  const openStream = (id: number, name: string, input: unknown) => {
    let ended = false
    const end = (error?: RuncibleError) => {
      ended = true
      opened.delete(id)
      send(error ? { t: 'close', id, error: error.toWire() } : { t: 'close', id })
    }
    try {
      if (opened.has(id)) throw new RuncibleError('invalid-input', `stream ${id} is open already`)
      if (!Object.hasOwn(streams, name))
        throw new RuncibleError('invalid-input', `there is no stream ${name}`)
      const known = name as StreamName
      const parsed = streams[known].open.safeParse(input)
      if (!parsed.success) throw inputError(parsed.error, name)
      const source = service.streams[known](parsed.data, {
        send: (value) => send({ t: 'down', id, value }),
        close: end,
      })
      if (!ended) opened.set(id, { name: known, source })
    } catch (error) {
      send({ t: 'close', id, error: toWireError(error) })
    }
  }

  const receive = (frame: Frame) => {
    switch (frame.t) {
      case 'call':
        void runCall(frame.id, frame.name, frame.input)
        return
      case 'cancel':
        running.get(frame.id)?.abort()
        return
      case 'open':
        openStream(frame.id, frame.name, frame.input)
        return
      case 'up': {
        const stream = opened.get(frame.id)
        const parsed = stream && streams[stream.name].up.safeParse(frame.value)
        if (parsed?.success) stream?.source.receive(parsed.data)
        return
      }
      case 'close': {
        const stream = opened.get(frame.id)
        opened.delete(frame.id)
        stream?.source.closed()
        return
      }
    }
  }

  channel.onFrame((data) => {
    const frame = Frame.safeParse(data)
    if (frame.success) receive(frame.data)
  })
  const unsubscribe = service.subscribe((name, value) => send({ t: 'event', name, value }))
  channel.onClose(() => {
    open = false
    unsubscribe()
    for (const controller of running.values()) controller.abort()
    for (const { source } of opened.values()) source.closed()
    opened.clear()
  })
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
