import type { LeftOut, MomentTrigger, Stored } from '../../shared/model.ts'
import { bytes } from './sizes.ts'
import { duration } from './time.ts'

const TRIGGERS: Readonly<Record<MomentTrigger, string | null>> = {
  asked: null,
  clone: 'for a clone',
  timer: 'by itself, after a while',
  exec: 'by itself, before an exec',
  limits: 'by itself, before its limits were changed',
  line: 'by itself, on a line of its console',
  import: 'imported',
}

/** Why a moment was taken; null: somebody asked for it. */
export const triggerInWords = (trigger: MomentTrigger): string | null => TRIGGERS[trigger]

/** What a moment does not hold: “volume data at /data”. */
export const leftOutInWords = ({ kind, what, destination }: LeftOut): string =>
  `${kind === 'volume' ? `volume ${what}` : what} at ${destination}`

/** How a moment's memory is kept, and what that costs; `base`: the other one's name. */
export const storedInWords = (stored: Stored, base: string): string =>
  `stored as a difference to “${base}”: ${bytes(stored.bytes)} instead of ${bytes(stored.wholeBytes)}; a restore takes about ${duration(stored.takesMs)} longer`
