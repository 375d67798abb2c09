import { type Exit, signalName } from '../../shared/model.ts'
import { clock } from './time.ts'

/** How a process ended, for a row: "exited 0", "137 killed", "ended by a checkpoint". */
export function exitInShort(exit: Exit): string {
  switch (exit.reason) {
    case 'checkpoint':
      return 'ended by a checkpoint'
    case 'reboot':
      return 'ended with the machine'
    case 'unseen':
      return 'ended unseen'
    case 'oom':
      return `${exit.code ?? '?'} out of memory`
    case 'signal':
      return `${exit.code ?? '?'} ${exit.signal === 9 ? 'killed' : signalWord(exit)}`
    case 'exited':
      return `exited ${exit.code ?? '?'}`
  }
}

/** The same as a full line, with the time of day: "ended: 137, killed by SIGKILL, 12:03:04". */
export function exitInFull(exit: Exit): string {
  return `ended: ${exitCause(exit)}, ${clock(exit.at)}`
}

function exitCause(exit: Exit): string {
  switch (exit.reason) {
    case 'checkpoint':
      return 'by a checkpoint'
    case 'reboot':
      return 'the machine was restarted'
    case 'unseen':
      return 'nobody saw how (its monitor was gone)'
    case 'oom':
      return `${exit.code ?? 'no exit code'}, killed for want of memory`
    case 'signal':
      return `${exit.code ?? 'no exit code'}, killed by ${signalWord(exit)}${beside(exit)}`
    case 'exited':
      return `${exit.code ?? 'no exit code'}${alongside(exit)}`
  }
}

function alongside({ oom, problem }: Exit): string {
  if (problem) return `, ${problem.message}`
  return oom ? ', a process ran out of memory' : ''
}

function beside({ oom, problem }: Exit): string {
  if (problem) return `: ${problem.message}`
  return oom ? ', out of memory before' : ''
}

const signalWord = ({ signal }: Exit) => (signal === null ? 'a signal' : signalName(signal))
