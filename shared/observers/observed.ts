import { type CallName, engineContract } from '../contract.ts'
import { RuncibleError, toWireError } from '../errors.ts'
import { type Channel, type Frame, onFrames } from '../wire.ts'
import { refusedObserver } from './refused.ts'
import { asked, heard, veiled } from './veils.ts'

/** What one observer may have under way; its window has a few calls, and a console for each tab. */
const MAX_CALLS = 32
const MAX_CONSOLES = 64

type Of<T extends Frame['t']> = Extract<Frame, { t: T }>

/** May an observer make a call of that name? One that is new may not, until it is marked. */
export const isReading = (name: string): name is CallName =>
  Object.hasOwn(engineContract.calls, name) && 'reads' in engineContract.calls[name as CallName]

/**
 * An observer's channel as an engine may have it. Only calls that are marked as reading get through, and of a console the
 * acknowledgements that its output needs; all else is answered here, in words. What goes back holds no value of an
 * environment, and of the machine's own shells nothing.
 */
export function observed(channel: Channel): Channel {
  const observer = new Observer(channel)
  return {
    send: (frame) => observer.tell(frame),
    onFrame: (listener) => onFrames(channel, (frame) => observer.hear(frame, listener)),
    onClose: (listener) => channel.onClose(listener),
    close: (violation) => channel.close(violation),
  }
}

class Observer {
  readonly #channel: Channel
  /** the calls that the engine has not answered yet */
  readonly #calls = new Map<number, CallName>()
  readonly #consoles = new Set<number>()

  constructor(channel: Channel) {
    this.#channel = channel
  }

  /** From the observer to the engine. */
  hear(frame: Frame, engine: (frame: Frame) => void): void {
    try {
      if (frame.t === 'call') this.#call(frame, engine)
      else if (frame.t === 'open') this.#open(frame, engine)
      else if (frame.t === 'up') this.#up(frame, engine)
      else engine(frame)
    } catch (error) {
      if (!(error instanceof RuncibleError) || !('id' in frame)) throw error
      const t = frame.t === 'call' ? 'fail' : 'close'
      this.#channel.send({ t, id: frame.id, error: error.toWire() })
    }
    if (frame.t === 'close') this.#consoles.delete(frame.id)
  }

  /** From the engine to the observer. */
  tell(frame: Frame): void {
    if (frame.t === 'event') {
      const value = heard(frame.name, frame.value)
      if (value !== undefined) this.#channel.send({ ...frame, value })
    } else if (frame.t === 'ok') {
      const name = this.#calls.get(frame.id)
      this.#calls.delete(frame.id)
      if (name) this.#answer(frame, name)
    } else {
      if (frame.t === 'fail') this.#calls.delete(frame.id)
      if (frame.t === 'close') this.#consoles.delete(frame.id)
      this.#channel.send(frame)
    }
  }

  /** What cannot be veiled is not shown. */
  #answer(frame: Of<'ok'>, name: CallName): void {
    try {
      this.#channel.send({ ...frame, value: veiled(name, frame.value) })
    } catch (error) {
      this.#channel.send({ t: 'fail', id: frame.id, error: toWireError(error) })
    }
  }

  #call(frame: Of<'call'>, engine: (frame: Frame) => void): void {
    const { id, name } = frame
    // Its answer would be veiled as the other's.
    if (this.#calls.has(id)) {
      this.#channel.close(`call ${id} is running already`)
      return
    }
    if (!isReading(name)) throw refusedObserver(name)
    if (this.#calls.size >= MAX_CALLS) throw tooMuch('more calls at once than an observer may have')
    asked(name, frame.input)
    this.#calls.set(id, name)
    engine(frame)
  }

  /** As an observer of it, whatever was asked for. */
  #open(frame: Of<'open'>, engine: (frame: Frame) => void): void {
    const input = frame.input as { kind?: unknown } | undefined
    if (this.#consoles.has(frame.id)) {
      this.#channel.close(`stream ${frame.id} is open already`)
      return
    }
    if (frame.name !== 'console') throw refusedObserver(frame.name)
    if (input?.kind !== 'init' && input?.kind !== 'exec')
      throw refusedObserver('a shell on the machine itself')
    if (this.#consoles.size >= MAX_CONSOLES)
      throw tooMuch('more consoles at once than an observer may have')
    this.#consoles.add(frame.id)
    engine({ ...frame, input: { ...input, as: 'observer' } })
  }

  /** One that types, resizes or takes over has its view ended. */
  #up(frame: Of<'up'>, engine: (frame: Frame) => void): void {
    if (!this.#consoles.has(frame.id)) return
    if ((frame.value as { kind?: unknown } | undefined)?.kind === 'ack') {
      engine(frame)
      return
    }
    this.#consoles.delete(frame.id)
    engine({ t: 'close', id: frame.id })
    throw refusedObserver('what is sent into a console')
  }
}

const tooMuch = (what: string) =>
  new RuncibleError('unavailable', what, { hint: 'Wait for some of them to end.' })
