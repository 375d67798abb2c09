import { z } from 'zod'
import { call } from './contract.ts'
import { WireError } from './errors.ts'
import { GivenId, Host } from './model.ts'
import { SshEntry } from './ssh-entry.ts'

/** `own` (the engine beside the page), `root` (this machine's, as root), or the id that an ssh entry was given. */
export const HostId = GivenId
export type HostId = z.infer<typeof HostId>

/** The host that every window has. */
export const OWN_HOST: HostId = 'own'
export const ROOT_HOST: HostId = 'root'
/** Under this name a page reaches the register itself, by the transport that leads to the hosts. */
export const REGISTER = 'hosts'

/** How a machine is reached over ssh: what is asked for when one is added. */
export const SshAddress = SshEntry.omit({ id: true })
export type SshAddress = z.infer<typeof SshAddress>

/** A host as the window shows it. */
export const HostEntry = z.object({
  id: HostId,
  kind: z.enum(['own', 'root', 'ssh']),
  /** “this machine, as me”, or user@host */
  label: z.string(),
  /**
   * idle: nobody asked for it. connecting: somebody did. connected. lost: it was connected; the window goes on trying.
   * refused: it said no, and is not asked again until somebody wants it.
   */
  status: z.enum(['idle', 'connecting', 'connected', 'lost', 'refused']),
  /** why it was lost or refused */
  error: WireError.nullable(),
  /** who answers there, once it has answered */
  engine: Host.pick({ name: true, user: true, root: true, version: true }).nullable(),
  /** the argument list that leads to it; empty where nothing was run yet */
  command: z.array(z.string()),
  /** of an ssh host */
  address: SshAddress.nullable(),
  /** somebody connected it and has not let go of it since; idle, it waits to be asked for again */
  wanted: z.boolean(),
})
export type HostEntry = z.infer<typeof HostEntry>

const ref = z.object({ host: HostId })

/** What the register of hosts and a window say to each other; the engines know nothing of it. */
export const hostsContract = {
  calls: {
    'hosts.list': call(
      z.object({}),
      z.object({
        hosts: z.array(HostEntry),
        /** what was amiss with the file that keeps the machines; null where nothing was */
        problem: z.string().nullable(),
      }),
    ),
    'hosts.add': call(z.object({ address: SshAddress }), HostEntry),
    'hosts.change': call(ref.extend({ address: SshAddress }), HostEntry),
    'hosts.remove': call(ref, z.object({})),
    /** Resolves once its engine answers; cancelling it withdraws the question. */
    'hosts.connect': call(ref, HostEntry),
    'hosts.disconnect': call(ref, HostEntry),
  },
  events: {
    'host.changed': HostEntry,
    'host.removed': ref,
  },
  streams: {},
} as const
export type HostsContract = typeof hostsContract

/** user@host:port as people write it. */
export function addressText({ user, host, port }: SshAddress): string {
  const where = port && host.includes(':') ? `[${host}]` : host
  return `${user ? `${user}@` : ''}${where}${port ? `:${port}` : ''}`
}
