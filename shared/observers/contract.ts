import { z } from 'zod'
import { call } from '../contract/call.ts'
import { ContainerRef } from '../model.ts'

/** Under this name a page reaches the observers' door, by the transport that leads to the hosts. */
export const OBSERVERS = 'observers'

/** A class, and some more; one connection each. */
export const MAX_OBSERVERS = 60

/** An address of this machine, and what it belongs to. */
export const OwnAddress = z.object({ address: z.string(), interface: z.string() })
export type OwnAddress = z.infer<typeof OwnAddress>

/** Somebody who watches now: where they come from, and since when (ms since 1970). */
export const Watcher = z.object({ id: z.number().int(), address: z.string(), since: z.number() })
export type Watcher = z.infer<typeof Watcher>

export const OpenDoor = z.object({
  address: z.string(),
  port: z.number().int(),
  /** since 1970, ms */
  since: z.number(),
  /** the address to hand out, its token after the #; null: it was revoked, and nobody comes in */
  link: z.string().nullable(),
  /** SHA-256 of the certificate, as browsers show it: pairs of hexadecimal digits with colons */
  fingerprint: z.string(),
  watchers: z.array(Watcher),
})
export type OpenDoor = z.infer<typeof OpenDoor>

export const Door = z.object({
  /** those that it can be opened on, loopback first */
  addresses: z.array(OwnAddress),
  /** null: it is off */
  open: OpenDoor.nullable(),
})
export type Door = z.infer<typeof Door>

/** The container that whoever shows has in front of them; null: none yet. */
export const Pointed = z.object({ container: ContainerRef.nullable() })
export type Pointed = z.infer<typeof Pointed>

const nothing = z.object({})

/** What the door for observers and an ordinary window say to each other; observers themselves never reach it. */
export const observersContract = {
  calls: {
    'observers.look': call(nothing, Door),
    /**
     * Opens it, also anew elsewhere: whoever watched before is gone then. Port 0: any free one. Throws `invalid-input` for an
     * address that is none of this machine's, `unavailable` where it cannot be listened on; it stays as it was.
     */
    'observers.open': call(
      z.object({ address: z.string().max(64), port: z.number().int().min(0).max(65_535) }),
      Door,
    ),
    /** The link leads nowhere from now on, and who watches is cut off. */
    'observers.revoke': call(nothing, Door),
    /** The same, with a new link. */
    'observers.renew': call(nothing, Door),
    'observers.close': call(nothing, Door),
    /** Has those who watch, and follow, look at that container. */
    'observers.point': call(Pointed, nothing),
  },
  events: { 'observers.changed': Door },
  streams: {},
} as const
export type ObserversContract = typeof observersContract

/** Under this name an observer's page hears what it is pointed to. */
export const POINTER = 'pointer'

export const pointerContract = {
  calls: { 'pointer.look': call(nothing, Pointed) },
  events: { 'pointer.moved': Pointed },
  streams: {},
} as const
export type PointerContract = typeof pointerContract
