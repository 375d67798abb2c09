import type { CountedNetwork } from '../../../shared/model.ts'
import { kernelText } from './kernel-file.ts'
import { linkOrNull } from './proc.ts'

/** bytes that a network's interfaces have received and sent, loopback left out */
export interface NetworkCounters {
  received: number
  sent: number
}

/** A line of /proc/PID/net/dev: name, bytes received, then eight figures on, bytes sent. */
const INTERFACE = /^\s*(\S+):\s*(\d+)(?:\s+\d+){7}\s+(\d+)/gm

/** Whether the network namespace of a process is another than ours, as far as it can be seen. */
export function isOwnNetwork(pid: number): boolean | null {
  const namespace = linkOrNull(`/proc/${pid}/ns/net`)
  return namespace === null ? null : namespace !== linkOrNull('/proc/self/ns/net')
}

/** The counters of the network that a process is in; null where it has loopback alone, or has gone. */
export function readNetwork(pid: number): NetworkCounters | null {
  return networkCounters(kernelText(`/proc/${pid}/net/dev`) ?? '')
}

/** The sums over a /proc/PID/net/dev, and null where there is nothing but loopback. */
export function networkCounters(text: string): NetworkCounters | null {
  const others = [...text.matchAll(INTERFACE)].filter(([, name]) => name !== 'lo')
  if (others.length === 0) return null
  return others.reduce(
    ({ received, sent }, [, , bytesIn, bytesOut]) => ({
      received: received + Number(bytesIn),
      sent: sent + Number(bytesOut),
    }),
    { received: 0, sent: 0 },
  )
}

/** In the words of the figures. */
export const countedNetwork = (
  own: boolean | null,
  counters: NetworkCounters | null,
): CountedNetwork =>
  own === null ? 'hidden' : !own ? 'host' : counters === null ? 'loopback' : 'own'
