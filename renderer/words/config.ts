import type { ConfigProblem } from '../../shared/model.ts'
import type { Container } from '../model.ts'
import type { Commands } from './commands.ts'
import { count } from './sizes.ts'

/** What editing a config.json says. */
export const CONFIG_WORDS = {
  help: 'its config.json, and the container anew with it',
  label: 'config.json',
  text: 'Text',
  difference: 'Difference to what it has',
  now: 'config.json as it is',
  edited: 'config.json as edited',
  same: 'Nothing differs from what it has.',
  fine: 'Nothing is wrong with it, as far as can be told before it runs.',
  problems: 'What is to be mended or thought over',
  error: 'Error',
  warning: 'To think over',
  resumed: 'These are your changes from before.',
  startOver: 'Start over',
  startOverLost: 'What you changed here is gone.',
  rebase: 'Compare with what it is now',
  recreate: 'Recreate with it',
  endAndRecreate: 'End it & recreate',
  confirm: 'End it?',
  unchanged: 'nothing is changed',
  unchecked: 'it is still being checked',
  checking: 'It is being checked…',
  keys: 'Ctrl Space offers what may stand here · Ctrl F finds · Tab leaves the text',
  noCancel: 'it has ended for this, or is about to',
  gone: (id: string) => `${id} is not there any more.`,
} as const

/** Why it cannot be used, for its button. */
export const errorsInWords = (errors: number) =>
  `${count(errors, 'error')} ${errors === 1 ? 'stands' : 'stand'} in the way`

/** Where and what, of a problem. */
export const problemInWords = ({ path, message }: ConfigProblem) =>
  path ? `${path}: ${message}` : message

/** What is lost with what is recreated; null where nothing is. */
export function lostInWords({ id, state, status, execs }: Container): string | null {
  if (state === 'stopped') return null
  if (state === 'created')
    return `${id} has not begun: it is created anew, and waits for its start.`
  const sessions = execs.filter((exec) => exec.state === 'running').length
  const also = sessions > 0 ? ` ${count(sessions, 'exec session')} in it end, too.` : ''
  return `${id} is ${status}, and is ended for this: its memory and connections are lost. Its files stay.${also}`
}

/** What recreating runs: what lives is ended first, what was only created is not started. */
export function recreateCommands({ id, state }: Container): Commands {
  const lives = state !== 'stopped'
  return [
    ...(lives ? ['kill -9 PID…  # each process of its cgroup'] : []),
    `runc delete ${id}`,
    `conmon … runc create ${id}`,
    ...(state === 'created' ? [] : [`runc start ${id}`]),
  ]
}
