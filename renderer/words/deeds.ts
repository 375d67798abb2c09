import { t } from '@lingui/core/macro'
import { type JournalEntry, signalName } from '../../shared/model.ts'

/** What was done to a container, or happened to it, by the journal's names for it. */
const DEEDS: Readonly<Record<string, string>> = {
  create: t`created`,
  start: t`started`,
  pause: t`paused`,
  resume: t`resumed`,
  'resume what ends': t`resumed to end`,
  update: t`limits changed`,
  kill: t`signal`,
  signal: t`signal to a process`,
  stop: t`told to stop`,
  checkpoint: t`checkpoint`,
  restore: t`restored`,
  rewind: t`rewound`,
  recreate: t`recreated`,
  clone: t`cloned`,
  rerun: t`run again`,
  commit: t`made an image`,
  export: t`written out`,
  upload: t`file brought in`,
  'exec start': t`exec`,
  'exec kill': t`signal to an exec`,
  'end stdin': t`stdin ended`,
  'debug shell': t`debug shell`,
  'end debug shell': t`debug shell ended`,
  trace: t`trace`,
  'mend network': t`network mended`,
  'started outside': t`started outside`,
  'paused outside': t`paused outside`,
  'resumed outside': t`resumed outside`,
  restart: t`restart`,
  exited: t`ended`,
  'monitor-lost': t`monitor lost`,
}

/** A few words for an entry: "paused", "SIGTERM", "checkpoint, failed"; null for what concerns its files and names alone. */
export function deedInWords({ action, commands, error }: JournalEntry): string | null {
  const word = action === 'kill' ? sentSignal(commands) : DEEDS[action]
  if (word === undefined) return null
  return error ? t`${word}, failed` : word
}

/** The signal that `runc kill` was given; without one they were sent to all processes by the engine itself. */
function sentSignal(commands: JournalEntry['commands']): string {
  const argv = commands.find(({ argv }) => argv.includes('kill'))?.argv
  const number = Number(argv?.at(-1))
  return argv && Number.isInteger(number) ? signalName(number) : t`signal to all processes`
}
