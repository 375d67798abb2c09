import {
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  type EventName,
  type EventValue,
  events,
  type Progress,
  type StreamDown,
  type StreamName,
  type StreamOpen,
  type StreamUp,
  streams,
} from './contract.ts'
import { fromWireError, inputError, RuncibleError } from './errors.ts'
import { type Channel, Frame } from './wire.ts'

export interface CallOptions {
  /** aborting asks the engine to stop; the call then fails as `cancelled` */
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

export interface StreamHandlers<K extends StreamName> {
  onDown(item: StreamDown<K>): void
  /** once, when the other side ended it or the connection went; `error` says why where it was not asked for */
  onClose(error: RuncibleError | null): void
}

export interface Stream<K extends StreamName> {
  send(item: StreamUp<K>): void
  close(): void
}

/** The engine as a window sees it: typed calls, events and streams over one channel. */
export interface Client {
  call<K extends CallName>(
    name: K,
    input: CallInput<K>,
    options?: CallOptions,
  ): Promise<CallOutput<K>>
  /** Gives back what unsubscribes. */
  on<K extends EventName>(name: K, listener: (value: EventValue<K>) => void): () => void
  open<K extends StreamName>(name: K, input: StreamOpen<K>, handlers: StreamHandlers<K>): Stream<K>
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
  close(): void
}

interface PendingCall {
  name: CallName
  resolve(value: never): void
  reject(error: RuncibleError): void
  onProgress: CallOptions['onProgress']
  cleanup(): void
}

/** A client on `channel`. Nothing that arrives is trusted before the contract's schema has seen it. */
export function createClient(channel: Channel): Client {
  let nextId = 1
  let open = true
  const pending = new Map<number, PendingCall>()
  const opened = new Map<number, { name: StreamName; handlers: StreamHandlers<StreamName> }>()
  const listeners = new Map<EventName, Set<(value: never) => void>>()
  const disconnected = () =>
    new RuncibleError('disconnected', 'the connection to the engine is gone', {
      hint: 'Containers run on. The window comes back by itself once the engine answers again.',
    })

  const settle = (id: number): PendingCall | undefined => {
    const call = pending.get(id)
    pending.delete(id)
    call?.cleanup()
    return call
  }

  const receive = (frame: Frame) => {
    switch (frame.t) {
      case 'ok': {
        const call = settle(frame.id)
        if (!call) return
        const parsed = calls[call.name].output.safeParse(frame.value)
        if (parsed.success) call.resolve(parsed.data as never)
        else call.reject(inputError(parsed.error, `the engine's answer to ${call.name}`))
        return
      }
      case 'fail':
        settle(frame.id)?.reject(fromWireError(frame.error))
        return
      case 'progress':
        pending.get(frame.id)?.onProgress?.(frame.value)
        return
      case 'event': {
        if (!Object.hasOwn(events, frame.name)) return
        const name = frame.name as EventName
        const parsed = events[name].safeParse(frame.value)
        if (!parsed.success) return console.error(inputError(parsed.error, `event ${name}`).message)
        for (const listener of listeners.get(name) ?? []) listener(parsed.data as never)
        return
      }
      case 'down': {
        const stream = opened.get(frame.id)
        const parsed = stream && streams[stream.name].down.safeParse(frame.value)
        if (parsed?.success) stream?.handlers.onDown(parsed.data)
        return
      }
      case 'close': {
        const stream = opened.get(frame.id)
        opened.delete(frame.id)
        stream?.handlers.onClose(frame.error ? fromWireError(frame.error) : null)
        return
      }
    }
  }

  channel.onFrame((data) => {
    const frame = Frame.safeParse(data)
    if (frame.success) receive(frame.data)
  })

  const closed = new Promise<void>((resolve) => {
    channel.onClose(() => {
      open = false
      for (const id of [...pending.keys()]) settle(id)?.reject(disconnected())
      for (const stream of opened.values()) stream.handlers.onClose(disconnected())
      opened.clear()
      resolve()
    })
  })

  return {
    closed,
    close: () => channel.close(),
    call(name, input, { signal, onProgress } = {}) {
      if (!open) return Promise.reject(disconnected())
      const checked = calls[name].input.safeParse(input)
      if (!checked.success) return Promise.reject(inputError(checked.error, name))
      return new Promise((resolve, reject) => {
        const id = nextId++
        const cancel = () => channel.send({ t: 'cancel', id })
        signal?.addEventListener('abort', cancel, { once: true })
        const cleanup = () => signal?.removeEventListener('abort', cancel)
        pending.set(id, { name, resolve, reject, onProgress, cleanup })
        channel.send({ t: 'call', id, name, input: checked.data })
        if (signal?.aborted) cancel()
      })
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener as (value: never) => void)
      return () => set.delete(listener as (value: never) => void)
    },
    open(name, input, handlers) {
      const id = nextId++
      if (!open) {
        queueMicrotask(() => handlers.onClose(disconnected()))
        return { send: () => {}, close: () => {} }
      }
      opened.set(id, { name, handlers: handlers as StreamHandlers<StreamName> })
      channel.send({ t: 'open', id, name, input })
      return {
        send: (item) => {
          if (opened.has(id)) channel.send({ t: 'up', id, value: item })
        },
        close: () => {
          if (opened.delete(id)) channel.send({ t: 'close', id })
        },
      }
    },
  }
}
