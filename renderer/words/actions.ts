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
  add: (what) => t`Could not add ${what}`,
  'automate moments of': (what) => t`Could not automate moments of ${what}`,
  change: (what) => t`Could not change ${what}`,
  check: (what) => t`Could not check ${what}`,
  checkpoint: (what) => t`Could not checkpoint ${what}`,
  clone: (what) => t`Could not clone ${what}`,
  compare: (what) => t`Could not compare ${what}`,
  'connect to': (what) => t`Could not connect to ${what}`,
  create: (what) => t`Could not create ${what}`,
  delete: (what) => t`Could not delete ${what}`,
  disconnect: (what) => t`Could not disconnect ${what}`,
  download: (what) => t`Could not download ${what}`,
  end: (what) => t`Could not end ${what}`,
  'end the stdin of': (what) => t`Could not end the stdin of ${what}`,
  'end what is left of': (what) => t`Could not end what is left of ${what}`,
  export: (what) => t`Could not export ${what}`,
  inspect: (what) => t`Could not inspect ${what}`,
  'look into': (what) => t`Could not look into ${what}`,
  make: (what) => t`Could not make ${what}`,
  'make an image of': (what) => t`Could not make an image of ${what}`,
  'make the folder': (what) => t`Could not make the folder ${what}`,
  'make volume': (what) => t`Could not make volume ${what}`,
  'open a debug shell in': (what) => t`Could not open a debug shell in ${what}`,
  pause: (what) => t`Could not pause ${what}`,
  'play what was shown of': (what) => t`Could not play what was shown of ${what}`,
  read: (what) => t`Could not read ${what}`,
  'read the changes of': (what) => t`Could not read the changes of ${what}`,
  'read the config.json of': (what) => t`Could not read the config.json of ${what}`,
  'read the log of': (what) => t`Could not read the log of ${what}`,
  recreate: (what) => t`Could not recreate ${what}`,
  remove: (what) => t`Could not remove ${what}`,
  'remove volume': (what) => t`Could not remove volume ${what}`,
  rename: (what) => t`Could not rename ${what}`,
  'restore the way out of': (what) => t`Could not restore the way out of ${what}`,
  resume: (what) => t`Could not resume ${what}`,
  'run again': (what) => t`Could not run again ${what}`,
  save: (what) => t`Could not save ${what}`,
  'see the files of': (what) => t`Could not see the files of ${what}`,
  'see the processes of': (what) => t`Could not see the processes of ${what}`,
  signal: (what) => t`Could not signal ${what}`,
  start: (what) => t`Could not start ${what}`,
  stop: (what) => t`Could not stop ${what}`,
  store: (what) => t`Could not store ${what}`,
  trace: (what) => t`Could not trace ${what}`,
  'update the limits of': (what) => t`Could not update the limits of ${what}`,
  'upload to': (what) => t`Could not upload to ${what}`,
}

/** "Could not pause web-2": the first sentence of a failure. A verb that is not known here is to be in the window's language. */
export const couldNot = (verb: string, what: string) =>
  COULD_NOT[verb]?.(what) ?? t`Could not ${verb} ${what}`
