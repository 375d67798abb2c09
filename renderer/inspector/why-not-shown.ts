import { t } from '@lingui/core/macro'
import {
  type Circumstances,
  type Why,
  whyNoFiles,
  whyNoInspection,
  whyNot,
} from '../actions/availability.ts'
import type { Checkpoint, Container } from '../model.ts'

/** What has a button of its own, in the order in which it stands. */
export const SHOWN = [
  'start',
  'pause',
  'resume',
  'rerun',
  'kill',
  'checkpoint',
  'clone',
  'rewind',
  'exec',
  'debug',
  'inspect',
  'files',
  'delete',
] as const
export type Shown = (typeof SHOWN)[number]

/** Why a button cannot be pressed: what the state table says of it, and what else it needs. */
export function whyNotShown(
  action: Shown,
  container: Container,
  around: Circumstances,
  checkpoints: readonly Checkpoint[],
): Why {
  if (action === 'rewind') {
    const none =
      checkpoints.length === 0 ? t`there is no checkpoint of ${{ id: container.id }}` : null
    return whyNot('rewind', container, around) ?? none
  }
  if (action === 'clone') return whyNot('checkpoint', container, around)
  if (action === 'files') return whyNoFiles(container, around)
  if (action === 'inspect') return whyNoInspection(container, around)
  // The table lets a kill of what has ended through to runc, which refuses it.
  if (action === 'kill' && container.state === 'stopped') {
    return 'process already finished: not found'
  }
  return whyNot(action, container, around)
}
