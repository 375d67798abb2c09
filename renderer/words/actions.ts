import type { InitAction } from '../../shared/lifecycle.ts'

/** What an action is called on a button; … where it asks for more first. */
export const ACTION_LABELS: Readonly<Record<InitAction, string>> = {
  start: 'Start',
  pause: 'Pause',
  resume: 'Resume',
  update: 'Update limits',
  checkpoint: 'Checkpoint…',
  exec: 'Exec…',
  debug: 'Debug shell',
  resize: 'Resize',
  kill: 'Kill…',
  delete: 'Delete',
  rerun: 'Run again',
  rewind: 'Rewind…',
  recreate: 'Edit config.json…',
}

/** What a clone is, on its button and in the palette. */
export const CLONE_HELP = 'a second copy, running too, from a moment taken now'

/** What inspecting is, on its button and in the palette. */
export const INSPECT_HELP =
  'what the kernel says of it, and where that is not as config.json asks for'

/** What branches are, on their button and in the palette. */
export const BRANCH_HELP = 'new containers from this moment, one or many, beside what there is'

/** "Could not pause web-2": the first sentence of a failure. */
export const couldNot = (verb: string, what: string) => `Could not ${verb} ${what}`
