import { plural, t } from '@lingui/core/macro'
import { signalName } from '../../shared/model.ts'
import type { Part } from '../lessons/checks.ts'
import { bytes } from './sizes.ts'

/** What the panel of lessons says. */
export const LESSONS = {
  title: t`Lessons`,
  close: t`Close lessons`,
  all: t`All lessons`,
  list: t`Lessons`,
  minutes: (minutes: number) => t`about ${minutes} min`,
  finished: t`finished`,
  begun: (done: number, of: number) => t`${done} of ${of} done`,
  own: t`Own lessons`,
  ownHelp: t`A folder of Markdown files on the machine that is worked on; read anew each time.`,
  folder: t`Folder of lessons`,
  use: t`Use this folder`,
  noLonger: t`Use it no longer`,
  none: t`There are no Markdown files in it.`,
  malformed: t`is no lesson`,
  line: (line: number, why: string) => t`line ${line}: ${why}`,
  step: (n: number, of: number) => t`Step ${n} of ${of}`,
  cannot: t`This machine cannot do all of it`,
  needsOne: t`It is done on a container of its own.`,
  make: t`Make the container`,
  makeAnew: t`Make it anew`,
  gone: (id: string) => t`${id} is gone.`,
  itsOwn: t`Its container:`,
  runs: t`What the container runs`,
  first: t`make the container first`,
  hint: t`Show a hint`,
  hintTitle: t`Hint`,
  seen: t`What you saw`,
  done: t`Done.`,
  waiting: t`Waiting for`,
  back: t`Back`,
  next: t`Next`,
  skip: t`Skip this step`,
  end: t`To the end`,
  answer: t`Answer`,
  check: t`Check the answer`,
  right: t`That is right.`,
  wrong: t`That is not it. Look again.`,
  unknown: t`The engine cannot tell now: is the container there, and in the state that the step asks for?`,
  finishedLead: t`You have done all of it.`,
  unfinishedLead: t`Not finished yet`,
  unfinished: (n: number) =>
    plural(n, {
      one: 'One step was skipped, and a lesson is finished by doing it:',
      other: '# steps were skipped, and a lesson is finished by doing them:',
    }),
  remove: t`Remove what it made…`,
  removeNow: t`Remove`,
  lost: (names: readonly string[], moments: number) => {
    const them = names.join(', ')
    if (moments === 0) return t`${them} will be gone for good; what runs is ended.`
    return them === ''
      ? t`${moments} of their moments will be gone for good; what runs is ended.`
      : t`${them} and ${moments} of their moments will be gone for good; what runs is ended.`
  },
  restart: t`Begin anew`,
  key: 'Ctrl Shift H',
} as const

/** What a step waits for: “paused”, “the action pause”. */
export function partInWords({ asks, check }: Part): string {
  const wanted = String(check[asks])
  switch (asks) {
    case 'state':
      return t`the container to be ${wanted}`
    case 'did':
      return t`the action: ${wanted}`
    case 'journal':
      return t`the command: ${wanted}`
    case 'exit':
      return t`its end: ${{ how: exitWanted(check.exit) }}`
    case 'moment':
      return t`a moment to be taken`
    case 'copy':
      return t`a copy of it to be ${wanted}`
    case 'limits':
      return t`its limits: ${{ limits: limitsWanted(check.limits) }}`
    case 'figure':
      return figureWanted(check.figure)
    case 'console':
      return t`its console to show “${wanted}”`
    case 'process':
      return processWanted(check.process)
    case 'noProcess':
      return t`the process ${wanted} to be gone`
    case 'exec':
      return t`an exec of ${wanted}`
    case 'processes':
      return t`${wanted} processes in it`
  }
}

function processWanted(process: Part['check']['process']): string {
  const { name = '', state } = process ?? {}
  return state
    ? t`the process ${name} to be in state ${state}`
    : t`the process ${name} to run in it`
}

function exitWanted(exit: Part['check']['exit']): string {
  const parts = [
    exit?.code === undefined ? null : t`exit code ${{ code: exit.code }}`,
    exit?.signal === undefined ? null : signalName(exit.signal),
    exit?.oom === undefined ? null : exit.oom ? t`for want of memory` : t`not for want of memory`,
  ]
  return parts.filter((one) => one !== null).join(', ')
}

function limitsWanted(limits: Part['check']['limits']): string {
  const parts = [
    limits?.memory === undefined ? null : t`memory ${{ size: bytes(limits.memory) }}`,
    limits?.cpus === undefined ? null : `${limits.cpus} CPUs`,
    limits?.pids === undefined ? null : t`${{ count: limits.pids }} processes`,
  ]
  return parts.filter((one) => one !== null).join(', ')
}

const FIGURES: Readonly<Record<NonNullable<Part['check']['figure']>['of'], string>> = {
  cpu: t`cpu`,
  memory: t`memory`,
  pids: t`pids`,
  'oom kills': t`oom kills`,
}

function figureWanted(figure: Part['check']['figure']): string {
  if (!figure) return ''
  const amount = (value: number) => {
    if (figure.of === 'memory') return bytes(value)
    return figure.of === 'cpu' ? `${value} %` : String(value)
  }
  const of = FIGURES[figure.of]
  const least = figure.atLeast === undefined ? null : amount(figure.atLeast)
  const most = figure.atMost === undefined ? null : amount(figure.atMost)
  if (least === null) return t`its ${of} to be at most ${{ most: most ?? '' }}`
  if (most === null) return t`its ${of} to be at least ${least}`
  return t`its ${of} to be at least ${least} and at most ${most}`
}
