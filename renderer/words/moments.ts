import { t } from '@lingui/core/macro'
import type { LeftOut, MomentTrigger, Stored } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { bytes } from './sizes.ts'
import { duration } from './time.ts'

const TRIGGERS: Readonly<Record<MomentTrigger, string | null>> = {
  asked: null,
  clone: t`for a clone`,
  timer: t`by itself, after a while`,
  exec: t`by itself, before an exec`,
  limits: t`by itself, before its limits were changed`,
  line: t`by itself, on a line of its console`,
  import: t`imported`,
}

/** Why a moment was taken; null: somebody asked for it. */
export const triggerInWords = (trigger: MomentTrigger): string | null => TRIGGERS[trigger]

/** What a moment does not hold: “volume data at /data”. */
export function leftOutInWords({ kind, what, ...left }: LeftOut): string {
  const destination = engineWords(left.destination)
  return kind === 'volume' ? t`volume ${what} at ${destination}` : t`${what} at ${destination}`
}

/** How a moment's memory is kept, and what that costs; `base`: the other one's name. */
export const storedInWords = (stored: Stored, base: string): string =>
  t`stored as a difference to “${base}”: ${{ size: bytes(stored.bytes) }} instead of ${{ whole: bytes(stored.wholeBytes) }}; a restore takes about ${{ time: duration(stored.takesMs) }} longer`
