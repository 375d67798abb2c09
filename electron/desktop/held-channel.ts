import type { Channel } from '../../shared/wire.ts'

/** A channel whose frames wait until somebody listens; nobody does as long as the engine starts. */
export function heldChannel(channel: Channel): Channel & { readonly isClosed: boolean } {
  let waiting: unknown[] | null = []
  let listener: (frame: unknown) => void = () => {}
  let onClose: (() => void) | null = null
  let closed = false
  channel.onFrame((frame) => {
    if (waiting) waiting.push(frame)
    else listener(frame)
  })
  channel.onClose(() => {
    closed = true
    waiting = []
    onClose?.()
  })
  return {
    get isClosed() {
      return closed
    },
    send: (frame) => channel.send(frame),
    close: (violation) => channel.close(violation),
    onClose(told) {
      onClose = told
    },
    onFrame(heard) {
      listener = heard
      const early = waiting ?? []
      waiting = null
      for (const frame of early) heard(frame)
    },
  }
}
