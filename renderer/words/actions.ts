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
