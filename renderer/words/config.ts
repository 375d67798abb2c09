import { plural, t } from '@lingui/core/macro'
import type { ConfigProblem } from '../../shared/model.ts'
import type { Container } from '../model.ts'
import { type Commands, KILL_EACH } from './commands.ts'

/** What editing a config.json says. */
export const CONFIG_WORDS = {
  help: t`its config.json, and the container anew with it`,
  label: 'config.json',
  text: t`Text`,
  difference: t`Difference to what it has`,
  now: t`config.json as it is`,
  edited: t`config.json as edited`,
  same: t`Nothing differs from what it has.`,
  fine: t`Nothing is wrong with it, as far as can be told before it runs.`,
  problems: t`What is to be mended or thought over`,
  error: t`Error`,
  warning: t`To think over`,
  resumed: t`These are your changes from before.`,
  startOver: t`Start over`,
  startOverLost: t`What you changed here is gone.`,
  rebase: t`Compare with what it is now`,
  recreate: t`Recreate with it`,
  endAndRecreate: t`End it & recreate`,
  confirm: t`End it?`,
  unchanged: t`nothing is changed`,
  unchecked: t`it is still being checked`,
  checking: t`It is being checked…`,
  keys: t`Ctrl Space offers what may stand here · Ctrl F finds · Tab leaves the text`,
  noCancel: t`it has ended for this, or is about to`,
  gone: (id: string) => t`${id} is not there any more.`,
} as const

/** Why it cannot be used, for its button. */
export const errorsInWords = (errors: number) =>
  plural(errors, { one: '# error stands in the way', other: '# errors stand in the way' })

/** Where and what, of a problem. */
export const problemInWords = ({ path, message }: ConfigProblem) =>
  path ? `${path}: ${message}` : message

/** What is lost with what is recreated; null where nothing is. */
export function lostInWords({ id, state, status, execs }: Container): string | null {
  if (state === 'stopped') return null
  if (state === 'created')
    return t`${id} has not begun: it is created anew, and waits for its start.`
  const sessions = execs.filter((exec) => exec.state === 'running').length
  const lost = t`${id} is ${status}, and is ended for this: its memory and connections are lost. Its files stay.`
  if (sessions === 0) return lost
  const also = plural(sessions, {
    one: '# exec session in it end, too.',
    other: '# exec sessions in it end, too.',
  })
  return `${lost} ${also}`
}

/** What recreating runs: what lives is ended first, what was only created is not started. */
export function recreateCommands({ id, state }: Container): Commands {
  const lives = state !== 'stopped'
  return [
    ...(lives ? [`kill -9 ${KILL_EACH}`] : []),
    `runc delete ${id}`,
    `conmon … runc create ${id}`,
    ...(state === 'created' ? [] : [`runc start ${id}`]),
  ]
}
