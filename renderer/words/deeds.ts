import { type JournalEntry, signalName } from '../../shared/model.ts'

/** What was done to a container, or happened to it, by the journal's names for it. */
const DEEDS: Readonly<Record<string, string>> = {
  create: 'created',
  start: 'started',
  pause: 'paused',
  resume: 'resumed',
  'resume what ends': 'resumed to end',
  update: 'limits changed',
  kill: 'signal',
  signal: 'signal to a process',
  stop: 'told to stop',
  checkpoint: 'checkpoint',
  restore: 'restored',
  rewind: 'rewound',
  recreate: 'recreated',
  clone: 'cloned',
  rerun: 'run again',
  commit: 'made an image',
  export: 'written out',
  upload: 'file brought in',
  'exec start': 'exec',
  'exec kill': 'signal to an exec',
  'end stdin': 'stdin ended',
  'debug shell': 'debug shell',
  'end debug shell': 'debug shell ended',
  trace: 'trace',
  'mend network': 'network mended',
  'started outside': 'started outside',
  'paused outside': 'paused outside',
  'resumed outside': 'resumed outside',
  restart: 'restart',
  exited: 'ended',
  'monitor-lost': 'monitor lost',
}

/** A few words for an entry: "paused", "SIGTERM", "checkpoint, failed"; null for what concerns its files and names alone. */
export function deedInWords({ action, commands, error }: JournalEntry): string | null {
  const word = action === 'kill' ? sentSignal(commands) : DEEDS[action]
  if (word === undefined) return null
  return error ? `${word}, failed` : word
}

/** The signal that `runc kill` was given; without one they were sent to all processes by the engine itself. */
function sentSignal(commands: JournalEntry['commands']): string {
  const argv = commands.find(({ argv }) => argv.includes('kill'))?.argv
  const number = Number(argv?.at(-1))
  return argv && Number.isInteger(number) ? signalName(number) : 'signal to all processes'
}
