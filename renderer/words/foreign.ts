import { plural, t } from '@lingui/core/macro'
import type { ForeignContainer, ForeignOwner } from '../../shared/model.ts'
import { formatArgs } from './command-line.ts'
import type { Commands } from './commands.ts'
import type { Look } from './state.ts'

interface OwnerWords {
  /** above its containers in the list */
  heading: string
  /** on the badge */
  badge: string
  /** as the subject of a sentence */
  who: string
  /** what it makes of a pause that it was not asked about */
  atPause: string
  /** what it makes of an end */
  atEnd: string
}

const madeBy = (name: string, words: Pick<OwnerWords, 'atEnd'>): OwnerWords => ({
  heading: t`Made by ${name}`,
  badge: name,
  who: t`${name} made it`,
  atPause: t`${name} is not told of it, and goes on taking it for running.`,
  ...words,
})

/** What is said of who made a container. */
export const OWNERS: Readonly<Record<ForeignOwner, OwnerWords>> = {
  podman: madeBy('podman', {
    atEnd: t`podman will see it as exited, and do what it was told to do then: start it again, or remove it.`,
  }),
  docker: madeBy('docker', {
    atEnd: t`docker will see it as exited, and do what it was told to do then: start it again, or remove it.`,
  }),
  kubernetes: {
    ...madeBy('Kubernetes', {
      atEnd: t`Kubernetes will see it as failed, and start another one in its place as a rule.`,
    }),
    atPause: t`Kubernetes is not told of it. Where it asks the container whether it is well, there is no answer, and it may end it.`,
  },
  containerd: madeBy('containerd', {
    atEnd: t`containerd will see it as stopped, and tell that to whoever had it made.`,
  }),
  hand: {
    heading: t`runc by hand`,
    badge: t`by hand`,
    who: t`Somebody made it with runc itself`,
    atPause: t`runc will say “paused” of it; nobody else is told.`,
    atEnd: t`runc will say “stopped” of it; one that is run at a terminal is deleted then.`,
  },
}

/** On the badge for a screen reader, and as its tooltip. */
export const NOT_OURS = t`not made by Runcible`

const WAITS = t`What waits for an answer from it waits.`
const RESUME = t`Whoever paused it may have had a reason: a copy that is being made of its files, perhaps.`

/** Who made it, as a name. */
export const makerInWords = (owner: ForeignOwner) =>
  owner === 'hand' ? t`somebody, with runc` : OWNERS[owner].badge

/** What is asked before something is done that its owner would notice. */
export function askInWords(action: 'pause' | 'resume' | 'signal', owner: ForeignOwner): string {
  const { who, atPause, atEnd } = OWNERS[owner]
  switch (action) {
    case 'pause':
      return `${who}. ${atPause} ${WAITS}`
    case 'resume':
      return `${who}. ${RESUME}`
    case 'signal':
      return t`${who}. If it ends of this: ${atEnd}`
  }
}

/** Why what would take it from its owner is not offered. */
export const forItsOwner = (owner: ForeignOwner) =>
  t`${{ who: OWNERS[owner].who }}, and would lose track of it: that is done there`

/** What is not offered, as it is called for our own. */
export const NOT_OFFERED = [t`Checkpoint…`, t`Rewind…`, t`Update limits`, t`Delete`] as const

/** What runs, exactly. */
export const foreignCommands = (
  { runtimeRoot, id }: Pick<ForeignContainer, 'runtimeRoot' | 'id'>,
  action: string,
  ...args: string[]
): Commands => [formatArgs(['runc', '--root', runtimeRoot, action, id, ...args])]

/** Of what could not be understood. */
export const unreadableInWords = (count: number) =>
  plural(count, {
    one: 'One thing in the runtime roots of others could not be read.',
    other: '# things in the runtime roots of others could not be read.',
  })

/** One that has ended is told of no more than that: how is known to its owner. */
export const foreignLook = (state: ForeignContainer['state']): Look =>
  state === 'stopped' ? 'ended' : state

/** Under its name: whose it is, and how far one can go. */
export function noteInWords({ owner, lookOnly }: ForeignContainer): string {
  const { who } = OWNERS[owner]
  return lookOnly === null
    ? t`${who}. Runcible asks before it does what its owner would notice, and does not offer what would take it away.`
    : t`${who}. It can be looked at alone: ${lookOnly}.`
}
