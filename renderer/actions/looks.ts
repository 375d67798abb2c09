import type { CallInput, CallName, CallOutput } from '../../shared/contract.ts'
import { type Checkpoint, givenKey } from '../model.ts'
import { missing } from '../store/machines.ts'
import { couldNot } from '../words/actions.ts'
import { attempt } from './attempt.ts'
import { type Circumstances, DISCONNECTED, type Why } from './availability.ts'

/** Where what is in a moment, or differs from it, is shown. */
export const lookPlace = (checkpoint: Checkpoint) => `look ${givenKey(checkpoint)}`

/** A pre-dump is no whole moment. */
export function whyNoLook(checkpoint: Checkpoint, around: Circumstances): Why {
  if (!around.ready) return DISCONNECTED
  if (!checkpoint.restorable) return 'a pre-dump holds memory alone'
  return missing(around.preflight, 'lookInside', around.root)
}

type Look = Extract<
  CallName,
  'checkpoints.inside' | 'checkpoints.compare' | 'checkpoints.compareFile'
>

/** Asks about a moment; undefined where that failed, which is shown at its place. */
export const askAbout = <K extends Look>(
  checkpoint: Checkpoint,
  call: K,
  input: CallInput<K>,
): Promise<CallOutput<K> | undefined> =>
  attempt({
    host: checkpoint.host,
    place: lookPlace(checkpoint),
    what: couldNot('look into', checkpoint.name),
    run: (client, options) => client.call(call, input, options),
  })
