import { t } from '@lingui/core/macro'
import { type Exit, signalName } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import { clock } from './time.ts'

/** How a process ended, for a row: "exited 0", "137 killed", "ended by a checkpoint". */
export function exitInShort(exit: Exit): string {
  switch (exit.reason) {
    case 'checkpoint':
      return t`ended by a checkpoint`
    case 'reboot':
      return t`ended with the machine`
    case 'unseen':
      return t`ended unseen`
    case 'oom':
      return t`${{ code: exit.code ?? '?' }} out of memory`
    case 'signal':
      return exit.signal === 9
        ? t`${{ code: exit.code ?? '?' }} killed`
        : `${exit.code ?? '?'} ${signalWord(exit)}`
    case 'exited':
      return t`exited ${{ code: exit.code ?? '?' }}`
  }
}

/** The same as a full line, with the time of day: "ended: 137, killed by SIGKILL, 12:03:04". */
export function exitInFull(exit: Exit): string {
  return t`ended: ${{ cause: exitCause(exit) }}, ${{ time: clock(exit.at) }}`
}

function exitCause(exit: Exit): string {
  const code = exit.code ?? t`no exit code`
  switch (exit.reason) {
    case 'checkpoint':
      return t`by a checkpoint`
    case 'reboot':
      return t`the machine was restarted`
    case 'unseen':
      return t`nobody saw how (its monitor was gone)`
    case 'oom':
      return t`${code}, killed for want of memory`
    case 'signal':
      return `${t`${code}, killed by ${{ signal: signalWord(exit) }}`}${beside(exit)}`
    case 'exited':
      return `${code}${alongside(exit)}`
  }
}

function alongside({ oom, problem }: Exit): string {
  if (problem) return `, ${engineWords(problem.message)}`
  return oom ? `, ${t`a process ran out of memory`}` : ''
}

function beside({ oom, problem }: Exit): string {
  if (problem) return `: ${engineWords(problem.message)}`
  return oom ? `, ${t`out of memory before`}` : ''
}

const signalWord = ({ signal }: Exit) => (signal === null ? t`a signal` : signalName(signal))
