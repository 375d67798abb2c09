import { t } from '@lingui/core/macro'
import type { CallInput, CallName, CallOutput } from '../../shared/contract.ts'
import { engineWords } from '../language/engine-words.ts'
import type { Checkpoint } from '../model.ts'
import { useFailures } from '../store/failures.ts'
import { missing } from '../store/machines.ts'
import { useRunning } from '../store/running.ts'
import { attempt } from './attempt.ts'
import { type Circumstances, type Why, whyNothing } from './availability.ts'

/** A pre-dump is no whole moment. */
export function whyNoLook(checkpoint: Checkpoint, around: Circumstances): Why {
  const nothing = whyNothing(around)
  if (nothing) return nothing
  if (!checkpoint.restorable) return t`a pre-dump holds memory alone`
  if (checkpoint.unreadable) return engineWords(checkpoint.unreadable)
  return missing(around.preflight, 'lookInside', around.root)
}

type LookCall = Extract<
  CallName,
  'checkpoints.inside' | 'checkpoints.compare' | 'checkpoints.compareFile'
>

/** A look into a moment that is under way. */
export interface Look<T> {
  /** where its failure and progress stand: no other look has it */
  place: string
  /** undefined where it failed, or was called off */
  told: Promise<T | undefined>
  /** The engine does not go on with it, and nothing of it stays here. */
  callOff(): void
}

let begun = 0

/** Begins a look; its failure is shown at its place. */
export function lookInto<K extends LookCall>(
  checkpoint: Checkpoint,
  call: K,
  input: CallInput<K>,
): Look<CallOutput<K>> {
  const place = `look ${begun++}`
  const told = attempt({
    host: checkpoint.host,
    place,
    what: t`Could not look into ${{ name: checkpoint.name }}`,
    run: (client, options) => client.call(call, input, options),
  })
  const callOff = () => {
    useRunning.getState().byPlace.get(place)?.cancel()
    void told.then(() => useFailures.getState().dismiss(place))
  }
  return { place, told, callOff }
}
