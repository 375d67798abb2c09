import { z } from 'zod'
import { ForeignContainer, ForeignRef, Unreadable } from '../model.ts'
import { call, nothing, reading } from './call.ts'

/**
 * Of containers that something else made. They are looked at, inspected, signalled and worked in by the calls for our own ones;
 * here is what is theirs alone. What would take them away from their owner (delete, checkpoint, rewind, limits) has no call.
 */
export const foreignCalls = {
  /**
   * Looks through the runtime roots now, tells of what changed as events, and heeds what changes by itself for the next seconds:
   * who goes on looking asks again.
   */
  'foreign.look': reading(nothing, z.object({ unreadable: z.array(Unreadable) })),
  /** These three throw `failed-precondition` for one that can be looked at alone. */
  'foreign.pause': call(ForeignRef, ForeignContainer),
  'foreign.resume': call(ForeignRef, ForeignContainer),
  /** Signals its init, as its owner will see. */
  'foreign.kill': call(ForeignRef.extend({ signal: z.number().int().min(1).max(64) }), nothing),
} as const

export const foreignEvents = {
  'foreign.changed': ForeignContainer,
  'foreign.removed': ForeignRef,
} as const
