import type { LeftOut, MomentTrigger } from '../../shared/model.ts'

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
