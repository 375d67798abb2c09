import type { RuncibleError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/wire.ts'
import type { HostChannel } from './host.ts'

/** `channel`, which says why it closed where nobody here asked for it: `whyLost` is asked once, before its listener is. */
export function hostChannel(channel: Channel, whyLost: () => Promise<RuncibleError>): HostChannel {
  let lost: RuncibleError | null = null
  let closedHere = false
  let closed = false
  let onClose = () => {}
  channel.onClose(async () => {
    if (!closedHere) lost = await whyLost()
    closed = true
    onClose()
  })
  return {
    get lost() {
      return lost
    },
    send: (frame) => channel.send(frame),
    onFrame: (listener) => channel.onFrame(listener),
    onClose(listener) {
      onClose = listener
      if (closed) queueMicrotask(listener)
    },
    close(violation) {
      closedHere = true
      channel.close(violation)
    },
  }
}
