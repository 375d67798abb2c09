import { type ContainerRef, isForeign, type ProcessRef } from '../../../shared/model.ts'
import type { Foreigners } from '../foreign/foreigners.ts'
import type { Execs } from './execs.ts'
import type { Init } from './init.ts'
import type { Manager } from './manager.ts'

/** A container, ours or another's, as far as it can be looked into and worked in. */
export interface Subject {
  readonly ref: ContainerRef
  /** as people call it */
  readonly name: string
  /** null: nothing runs in it */
  readonly init: ProcessRef | null
  readonly execs: Execs
  /** pids to be looked at. Throws `failed-precondition` where nothing runs. */
  inSight(): Promise<number[]>
  signalOne(process: ProcessRef, signal: number): Promise<void>
  /** What has to be before another process begins in it. Throws where none may. */
  beforeExec(): Promise<void>
}

/** Where both kinds are. */
export interface Subjects {
  manager: Manager
  foreigners: Foreigners
}

/** Throws `not-found`. */
export const subjectOf = ({ manager, foreigners }: Subjects, ref: ContainerRef): Subject =>
  isForeign(ref) ? foreigners.get(ref) : ownSubject(manager.get(ref))

const ownSubject = (init: Init): Subject => ({
  ref: init.ref,
  name: init.ref.id,
  init: init.initLives ? init.meta.init : null,
  execs: init.execs,
  inSight: () => init.members.inSight(),
  signalOne: (process, signal) => init.signals.sendOne(process, signal),
  beforeExec: () => init.automatic.before('exec'),
})
