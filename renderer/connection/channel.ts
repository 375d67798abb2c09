import { t } from '@lingui/core/macro'
import { RuncibleError } from '../../shared/errors.ts'
import { type HostId, OWN_HOST } from '../../shared/hosts.ts'
import { type Channel, decodeFrame, encodeFrame } from '../../shared/wire.ts'
import { OBSERVING } from '../observer/role.ts'
import { OBSERVERS_WORDS as WORDS } from '../words/observers.ts'
import type { Bridge } from './bridge.ts'

/**
 * A channel to a host's engine, or to the register of hosts: through the desktop's bridge where there is one, else by
 * WebSocket to our own origin.
 */
export function openChannel(host: HostId = OWN_HOST): Promise<Channel> {
  const { runcible } = window
  return runcible ? Promise.resolve(bridgeChannel(runcible, host)) : socketChannel(host)
}

function bridgeChannel(bridge: Bridge, host: HostId): Channel {
  let onFrame: (frame: unknown) => void = () => {}
  let onClose = () => {}
  const port = bridge.open(
    host,
    (frame) => onFrame(frame),
    () => onClose(),
  )
  return {
    send: (frame) => port.send(frame),
    onFrame: (listener) => {
      onFrame = listener
    },
    onClose: (listener) => {
      onClose = listener
    },
    close: () => port.close(),
  }
}

/** Rejects with `permission-denied` when the host wants its token anew, and `unavailable` when nobody answers. */
function socketChannel(engineHost: HostId): Promise<Channel> {
  const { protocol, host } = window.location
  const scheme = protocol === 'https:' ? 'wss' : 'ws'
  const path = engineHost === OWN_HOST ? '/ws' : `/ws/${engineHost}`
  const socket = new WebSocket(`${scheme}://${host}${path}`, 'runcible')
  socket.binaryType = 'arraybuffer'
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(channelOf(socket))
    socket.onerror = () => void whyRefused().then(reject)
  })
}

function channelOf(socket: WebSocket): Channel {
  let onClose = () => {}
  socket.onerror = null
  socket.onclose = () => onClose()
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame(frame) as BufferSource)
    },
    onFrame: (listener) => {
      socket.onmessage = ({ data }) => {
        try {
          listener(decodeFrame(new Uint8Array(data as ArrayBuffer)))
        } catch {
          socket.close(1003, 'a message that is no frame')
        }
      }
    },
    onClose: (listener) => {
      onClose = listener
    },
    close: () => socket.close(),
  }
}

/** A refused WebSocket says nothing; the page's own address tells whether the host is there at all. */
async function whyRefused(): Promise<RuncibleError> {
  const status = await fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
    (response) => response.status,
    () => null,
  )
  if (OBSERVING) {
    return status === 401
      ? new RuncibleError('permission-denied', WORDS.linkEnded, { hint: WORDS.linkEndedHint })
      : new RuncibleError('unavailable', t`there is no answer`, { hint: WORDS.noAnswerHint })
  }
  return status === 401
    ? new RuncibleError(
        'permission-denied',
        t`the engine was started anew and asks for its token`,
        {
          hint: t`Open the address that it printed when it started.`,
        },
      )
    : new RuncibleError('unavailable', t`the engine does not answer`, {
        hint: t`Containers run on. Start Runcible again with “npm start” if it was stopped.`,
      })
}
