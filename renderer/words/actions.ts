import { t } from '@lingui/core/macro'
import type { InitAction } from '../../shared/lifecycle.ts'

/** What an action is called on a button; … where it asks for more first. */
export const ACTION_LABELS: Readonly<Record<InitAction, string>> = {
  start: t`Start`,
  pause: t`Pause`,
  resume: t`Resume`,
  update: t`Update limits`,
  checkpoint: t`Checkpoint…`,
  exec: t`Exec…`,
  debug: t`Debug shell`,
  resize: t`Resize`,
  kill: t`Kill…`,
  delete: t`Delete`,
  rerun: t`Run again`,
  rewind: t`Rewind…`,
  recreate: t`Edit config.json…`,
}

/** What a clone is, on its button and in the palette. */
export const CLONE_HELP = t`a second copy, running too, from a moment taken now`

/** What inspecting is, on its button and in the palette. */
export const INSPECT_HELP = t`what the kernel says of it, and where that is not as config.json asks for`

/** What branches are, on their button and in the palette. */
export const BRANCH_HELP = t`new containers from this moment, one or many, beside what there is`

type Sentence = (what: string) => string

/** Whole sentences by their verb: elsewhere the words stand in another order. */
const COULD_NOT: Readonly<Record<string, Sentence>> = {
  compare: (what) => t`Could not compare ${what}`,
  read: (what) => t`Could not read ${what}`,
}

/** "Could not pause web-2": the first sentence of a failure. A verb that is not known here is to be in the window's language. */
export const couldNot = (verb: string, what: string) =>
  COULD_NOT[verb]?.(what) ?? t`Could not ${verb} ${what}`
