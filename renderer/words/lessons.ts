import { signalName } from '../../shared/model.ts'
import type { Part } from '../lessons/checks.ts'
import { bytes } from './sizes.ts'

/** What the panel of lessons says. */
export const LESSONS = {
  title: 'Lessons',
  close: 'Close lessons',
  all: 'All lessons',
  list: 'Lessons',
  minutes: (minutes: number) => `about ${minutes} min`,
  finished: 'finished',
  begun: (done: number, of: number) => `${done} of ${of} done`,
  own: 'Own lessons',
  ownHelp: 'A folder of Markdown files on the machine that is worked on; read anew each time.',
  folder: 'Folder of lessons',
  use: 'Use this folder',
  noLonger: 'Use it no longer',
  none: 'There are no Markdown files in it.',
  malformed: 'is no lesson',
  line: (line: number, why: string) => `line ${line}: ${why}`,
  step: (n: number, of: number) => `Step ${n} of ${of}`,
  cannot: 'This machine cannot do all of it',
  needsOne: 'It is done on a container of its own.',
  make: 'Make the container',
  makeAnew: 'Make it anew',
  gone: (id: string) => `${id} is gone.`,
  itsOwn: 'Its container:',
  runs: 'What the container runs',
  first: 'make the container first',
  hint: 'Show a hint',
  hintTitle: 'Hint',
  seen: 'What you saw',
  done: 'Done.',
  waiting: 'Waiting for',
  asAsked: 'As asked:',
  back: 'Back',
  next: 'Next',
  skip: 'Skip this step',
  end: 'To the end',
  answer: 'Answer',
  check: 'Check the answer',
  right: 'That is right.',
  wrong: 'That is not it. Look again.',
  unknown:
    'The engine cannot tell now: is the container there, and in the state that the step asks for?',
  finishedLead: 'You have done all of it.',
  unfinishedLead: 'Not finished yet',
  unfinished: (n: number) =>
    n === 1
      ? 'One step was skipped, and a lesson is finished by doing it:'
      : `${n} steps were skipped, and a lesson is finished by doing them:`,
  remove: 'Remove what it made…',
  removeNow: 'Remove',
  lost: (names: readonly string[], moments: number) =>
    `${names.join(', ')}${names.length > 0 && moments > 0 ? ' and ' : ''}${moments > 0 ? `${moments} of their moments` : ''} will be gone for good; what runs is ended.`,
  restart: 'Begin anew',
  key: 'Ctrl Shift H',
} as const

/** What a step waits for: “paused”, “the action pause”. */
export function partInWords({ asks, check }: Part): string {
  switch (asks) {
    case 'state':
      return `the container to be ${check.state}`
    case 'did':
      return `the action: ${check.did}`
    case 'journal':
      return `the command: ${check.journal}`
    case 'exit':
      return `its end: ${exitWanted(check.exit)}`
    case 'moment':
      return 'a moment to be taken'
    case 'copy':
      return `a copy of it to be ${check.copy}`
    case 'limits':
      return `its limits: ${limitsWanted(check.limits)}`
    case 'figure':
      return figureWanted(check.figure)
    case 'console':
      return `its console to show “${check.console}”`
    case 'process':
      return check.process?.state
        ? `the process ${check.process.name} to be in state ${check.process.state}`
        : `the process ${check.process?.name} to run in it`
    case 'noProcess':
      return `the process ${check.noProcess} to be gone`
    case 'exec':
      return `an exec of ${check.exec}`
    case 'processes':
      return `${check.processes} processes in it`
  }
}

function exitWanted(exit: Part['check']['exit']): string {
  const parts = [
    exit?.code === undefined ? null : `exit code ${exit.code}`,
    exit?.signal === undefined ? null : signalName(exit.signal),
    exit?.oom === undefined ? null : exit.oom ? 'for want of memory' : 'not for want of memory',
  ]
  return parts.filter((one) => one !== null).join(', ')
}

function limitsWanted(limits: Part['check']['limits']): string {
  const parts = [
    limits?.memory === undefined ? null : `memory ${bytes(limits.memory)}`,
    limits?.cpus === undefined ? null : `${limits.cpus} CPUs`,
    limits?.pids === undefined ? null : `${limits.pids} processes`,
  ]
  return parts.filter((one) => one !== null).join(', ')
}

function figureWanted(figure: Part['check']['figure']): string {
  if (!figure) return ''
  const amount = (value: number) => {
    if (figure.of === 'memory') return bytes(value)
    return figure.of === 'cpu' ? `${value} %` : String(value)
  }
  const bounds = [
    figure.atLeast === undefined ? null : `at least ${amount(figure.atLeast)}`,
    figure.atMost === undefined ? null : `at most ${amount(figure.atMost)}`,
  ]
  return `its ${figure.of} to be ${bounds.filter((one) => one !== null).join(' and ')}`
}
