import { RuncibleError } from '../../../../shared/errors.ts'
import type { Checkpoint } from '../../../../shared/model.ts'
import { chooseBase } from './choice.ts'
import type { Shelf } from './shelf.ts'

/** The moment to store one against that people ask for. Throws `failed-precondition` with what keeps it from that. */
export function baseFor(shelf: Shelf, one: Checkpoint, isRead: (id: string) => boolean): string {
  const refuse = (why: string) =>
    new RuncibleError('failed-precondition', `cannot store “${one.name}” as a difference: ${why}`)
  if (one.stored) throw refuse('it is stored as one already')
  if (isRead(one.id)) {
    throw isBeingRead(`cannot store “${one.name}” as a difference: its memory is being read now`)
  }
  const never = shelf.whyNever(one)
  if (never) throw refuse(never)
  const held = shelf.held()
  const moment = held.find((each) => each.id === one.id)
  const base = moment && (moment.base ?? chooseBase(moment, held))
  if (!base) throw refuse('there is no other moment of its container that it could be one to')
  return base
}

/** Too little of two moments' memory is the same. */
export class NothingGained extends RuncibleError {
  constructor(name: string, base: string) {
    super(
      'failed-precondition',
      `nothing would be gained: too little of the memory of “${name}” is as in “${base}”`,
      { hint: 'It stays whole.' },
    )
  }
}

export const isBeingRead = (message: string) =>
  new RuncibleError('failed-precondition', message, {
    hint: 'Wait until the restore or export that reads it is through.',
  })

export const NO_RDIFF = 'rdiff is not installed'

/** Throws `failed-precondition` where the machine has none. */
export function requireRdiff({ rdiff }: { rdiff: string | null }): string {
  if (rdiff) return rdiff
  throw new RuncibleError('failed-precondition', NO_RDIFF, {
    hint: 'Install the package rdiff, and have the machine looked at again.',
  })
}
