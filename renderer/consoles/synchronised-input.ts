import { useSynchronised } from '../store/synchronised.ts'
import { asTypedIn, type InputModes, type Typed } from './typed.ts'

/** A console that can be typed into from another one. */
interface Receiver {
  modes(): InputModes
  input(text: string): void
}

const receivers = new Map<string, Receiver>()

/** Makes a console one that others reach. Gives what ends that. */
export function receive(key: string, receiver: Receiver): () => void {
  receivers.set(key, receiver)
  return () => {
    if (receivers.get(key) === receiver) receivers.delete(key)
  }
}

/** Gives what was typed into one console to the others that take part; its own session has sent it already. */
export function relay(from: string, typed: Typed): void {
  const { members, refusals } = useSynchronised.getState()
  if (!members.includes(from)) return
  for (const key of members) {
    const receiver = receivers.get(key)
    if (key === from || !receiver || refusals.get(key) !== null) continue
    receiver.input(asTypedIn(typed, receiver.modes()))
  }
}
