import { type CallName, type ConsoleOpen, type ConsoleUp, calls } from '../../shared/contract.ts'
import type { CallContext, CallHandlers, Publish, Service, Sink } from '../../shared/server.ts'
import { callSamples } from './samples.ts'

type Handler = (input: unknown, context: CallContext) => unknown

/** One console that a client opened, as the service saw it. */
export class Opened {
  readonly received: ConsoleUp[] = []
  closings = 0
  constructor(
    readonly target: ConsoleOpen,
    readonly sink: Sink<'console'>,
  ) {}
}

/**
 * Stands in for the engine, whose rooms have tests of their own: this suite is about what lies between it and a window,
 * and has to make an engine answer, fail and stall on demand. It writes down what reaches it.
 */
export class RecordingService implements Service {
  readonly handled: { name: string; input: unknown }[] = []
  readonly opened: Opened[] = []
  /** what a test wants of the next console, before it is open */
  onOpen: (opened: Opened) => void = () => {}
  /** what a test wants of every item that a client sends */
  onReceive: (item: ConsoleUp, opened: Opened) => void = () => {}
  readonly #subscribers = new Set<Publish>()
  readonly #answers = new Map<CallName, Handler>()

  /** Answers a call otherwise than with its sample. */
  answer(name: CallName, handler: Handler): void {
    this.#answers.set(name, handler)
  }

  readonly publish: Publish = (name, value) => {
    for (const subscriber of this.#subscribers) subscriber(name, value)
  }

  get subscribers(): number {
    return this.#subscribers.size
  }

  readonly subscribe = (publish: Publish) => {
    this.#subscribers.add(publish)
    return () => this.#subscribers.delete(publish)
  }

  readonly calls = Object.fromEntries(
    (Object.keys(calls) as CallName[]).map((name) => [
      name,
      (input: unknown, context: CallContext) => {
        this.handled.push({ name, input })
        const handler = this.#answers.get(name)
        return handler ? handler(input, context) : callSamples[name].output
      },
    ]),
  ) as unknown as CallHandlers

  readonly streams = {
    download: endAtOnce,
    upload: endAtOnce,
    console: (target: ConsoleOpen, sink: Sink<'console'>) => {
      const opened = new Opened(target, sink)
      this.opened.push(opened)
      this.onOpen(opened)
      return {
        receive: (item: ConsoleUp) => {
          opened.received.push(item)
          this.onReceive(item, opened)
        },
        closed: () => {
          opened.closings++
        },
      }
    },
  }
}

/** Streams that are about what an engine does, which is tested there. */
const endAtOnce = (_wanted: unknown, sink: { close(): void }) => {
  sink.close()
  return { receive: () => {}, closed: () => {} }
}
