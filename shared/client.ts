import type { z } from 'zod'
import {
  type CallInput,
  type CallName,
  type CallOutput,
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
import { fromWireError, inputError, RuncibleError } from './errors.ts'
import { type Channel, type Frame, onFrames } from './wire.ts'

export interface CallOptions {
  /** aborting asks the engine to stop; the call then fails as `cancelled` */
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

export interface StreamHandlers<K extends StreamName<C>, C extends Contract = EngineContract> {
  onDown(item: StreamDown<K, C>): void
  /** once, when the other side ended it or the connection went; `error` says why where it was not asked for */
  onClose(error: RuncibleError | null): void
}

export interface Stream<K extends StreamName<C>, C extends Contract = EngineContract> {
  send(item: StreamUp<K, C>): void
  close(): void
}

/** The other side as a window sees it, an engine as a rule: typed calls, events and streams over one channel. */
export interface Client<C extends Contract = EngineContract> {
  call<K extends CallName<C>>(
    name: K,
    input: CallInput<K, C>,
    options?: CallOptions,
  ): Promise<CallOutput<K, C>>
  /** Gives back what unsubscribes. */
  on<K extends EventName<C>>(name: K, listener: (value: EventValue<K, C>) => void): () => void
  open<K extends StreamName<C>>(
    name: K,
    input: StreamOpen<K, C>,
    handlers: StreamHandlers<K, C>,
  ): Stream<K, C>
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
  close(): void
}

interface OpenedStream {
  name: string
  handlers: { onDown(item: never): void; onClose(error: RuncibleError | null): void }
}

interface PendingCall {
  name: string
  resolve(value: never): void
  reject(error: RuncibleError): void
  onProgress: CallOptions['onProgress']
  cleanup(): void
}

/** A client on `channel`. Nothing that arrives is trusted before the contract's schema has seen it. */
export function createClient(channel: Channel): Client
export function createClient<C extends Contract>(channel: Channel, contract: C): Client<C>
export function createClient(
  channel: Channel,
  { calls, events, streams }: Contract = engineContract,
): Client<Contract> {
  let nextId = 1
  let open = true
  const pending = new Map<number, PendingCall>()
  const opened = new Map<number, OpenedStream>()
  const listeners = new Map<string, Set<(value: never) => void>>()

  const settle = (id: number): PendingCall | undefined => {
    const call = pending.get(id)
    pending.delete(id)
    call?.cleanup()
    return call
  }

  const answer = (id: number, value: unknown) => {
    const call = settle(id)
    if (!call) return
    const parsed = schemaOf(calls, call.name).output.safeParse(value)
    if (parsed.success) call.resolve(parsed.data as never)
    else call.reject(misunderstood(`the answer to ${call.name}`, parsed.error))
  }

  const hear = (name: string, value: unknown) => {
    if (!Object.hasOwn(events, name)) return
    const parsed = schemaOf(events, name).safeParse(value)
    if (!parsed.success) return channel.close(misunderstood(`event ${name}`, parsed.error).message)
    for (const listener of listeners.get(name) ?? []) listener(parsed.data as never)
  }

  const flow = (id: number, value: unknown) => {
    const stream = opened.get(id)
    if (!stream) return
    const parsed = schemaOf(streams, stream.name).down.safeParse(value)
    if (parsed.success) return stream.handlers.onDown(parsed.data as never)
    opened.delete(id)
    channel.send({ t: 'close', id })
    stream.handlers.onClose(misunderstood(`stream ${stream.name}`, parsed.error))
  }

  const ended = (id: number, error: RuncibleError | null) => {
    const stream = opened.get(id)
    opened.delete(id)
    stream?.handlers.onClose(error)
  }

  const receive = (frame: Frame) => {
    switch (frame.t) {
      case 'ok':
        return answer(frame.id, frame.value)
      case 'fail':
        return settle(frame.id)?.reject(fromWireError(frame.error))
      case 'progress':
        return pending.get(frame.id)?.onProgress?.(frame.value)
      case 'event':
        return hear(frame.name, frame.value)
      case 'down':
        return flow(frame.id, frame.value)
      case 'close':
        return ended(frame.id, frame.error ? fromWireError(frame.error) : null)
      default:
        return channel.close(`${frame.t} is for the client to send`)
    }
  }

  onFrames(channel, receive)

  const closed = new Promise<void>((resolve) => {
    channel.onClose(() => {
      open = false
      resolve()
      for (const id of [...pending.keys()]) settle(id)?.reject(disconnected())
      for (const id of [...opened.keys()]) ended(id, disconnected())
    })
  })

  return {
    closed,
    close: () => channel.close(),
    call(name, input, { signal, onProgress } = {}) {
      if (!open) return Promise.reject(disconnected())
      if (signal?.aborted) return Promise.reject(cancelled(name))
      return new Promise((resolve, reject) => {
        const id = nextId++
        const cancel = () => channel.send({ t: 'cancel', id })
        signal?.addEventListener('abort', cancel, { once: true })
        const cleanup = () => signal?.removeEventListener('abort', cancel)
        pending.set(id, { name, resolve, reject, onProgress, cleanup })
        channel.send({ t: 'call', id, name, input })
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
      opened.set(id, { name, handlers })
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

/** Of a name that was looked up before: by our own types, or with Object.hasOwn. */
function schemaOf<T>(schemas: Readonly<Record<string, T>>, name: string): T {
  return schemas[name] as T
}

const disconnected = () =>
  new RuncibleError('disconnected', 'the connection to the engine is gone', {
    hint: 'Containers run on. The window comes back by itself once the engine answers again.',
  })

const cancelled = (name: string) => new RuncibleError('cancelled', `${name} was cancelled`)

/** The engine and the window are of one build, so this is a fault of ours: what was asked for may well be done. */
const misunderstood = (what: string, error: z.ZodError) =>
  new RuncibleError(
    'internal',
    `${what} is not what the contract says: ${inputError(error, 'value').message}`,
    {
      hint: 'This is a fault in Runcible. What was asked for may have been done: look before trying again.',
    },
  )
