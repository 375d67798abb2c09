import { t } from '@lingui/core/macro'
import type { JournalEntry } from '../../../shared/model.ts'
import { engineWords } from '../../language/engine-words.ts'
import { quoteArg } from '../../words/command-line.ts'
import { dateAndTime } from '../../words/time.ts'
import { BEGINNING, comment } from './helpers.ts'
import { Places } from './places.ts'
import { type RuncCommand, readRunc, replay } from './replay.ts'

/** What somebody else did with runc, by the journal's name for it. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'paused outside': 'pause',
  'resumed outside': 'resume',
  'started outside': 'start',
}
const ENDED = 'exited'
/** What was begun beside a container, for somebody to look on. */
const LOOKED_ON: ReadonlySet<string> = new Set(['debug shell', 'end debug shell', 'trace'])
/** It may have ended before it was to be thawed. */
const MAY_FAIL: ReadonlySet<string> = new Set(['resume what ends'])

const NO_STDIO = { terminal: false, stdin: false }

/** One thing that happened, with the time by which all are put in order: an end may fall into an action that goes on. */
interface Step {
  at: number
  entry: JournalEntry
  /** null: what the entry says by itself */
  command: JournalEntry['commands'][number] | null
}

/**
 * A POSIX shell script that does what the journal's entries say once more, with runc alone. What cannot be done again by itself
 * stands in it as a comment.
 */
export function scriptOf(entries: readonly JournalEntry[]): string {
  const script = new Script()
  let last: JournalEntry | null = null
  for (const step of stepsOf(entries)) {
    if (step.entry !== last) script.title(step.entry)
    last = step.entry
    if (step.command) script.command(step.command, step.entry)
    else script.note(step.entry)
  }
  return script.text(entries)
}

function stepsOf(entries: readonly JournalEntry[]): Step[] {
  const steps = entries.flatMap((entry): Step[] => [
    ...(entry.commands.length === 0 ? [{ at: Date.parse(entry.at), entry, command: null }] : []),
    ...entry.commands.map((command) => ({ at: Date.parse(command.at), entry, command })),
  ])
  return steps.sort((a, b) => a.at - b.at)
}

class Script {
  readonly #places = new Places()
  readonly #lines: string[] = []
  /** containers that the script has made, as `root/id` */
  readonly #made = new Set<string>()
  /** of each container the command that told of its root last */
  readonly #last = new Map<string, RuncCommand>()
  #criu: string | null = null

  title({ at, action, container, error, note }: JournalEntry): void {
    const words = [
      dateAndTime(at),
      action,
      container?.id ?? '',
      note ? `(${engineWords(note)})` : '',
    ]
    this.#lines.push('', comment(words.filter(Boolean).join(' · ')))
    if (error) this.#lines.push(comment(t`It failed then: ${{ why: engineWords(error.message) }}`))
  }

  command(
    { argv, exitCode, plain, itself }: JournalEntry['commands'][number],
    { action, container }: JournalEntry,
  ): void {
    const found = readRunc(plain?.argv ?? argv)
    const looks = LOOKED_ON.has(action)
    if (!found || exitCode === null || looks) {
      const line = (looks && plain ? plain.argv : argv).map(quoteArg).join(' ')
      this.#lines.push(comment(leftOut(line, { looks, itself, cutOff: exitCode === null })))
      return
    }
    this.#criu ??= found.criu
    if (container) this.#last.set(keyOf(container), found)
    const lines = this.#known(found, replay(found, plain ?? NO_STDIO, this.#places))
    const last = lines.pop() ?? ''
    const mayFail = exitCode !== 0 || MAY_FAIL.has(action)
    this.#lines.push(...lines, mayFail ? `${last} || :` : last)
  }

  /** What happened by itself, or was done by somebody else. */
  note({ action, container }: JournalEntry): void {
    const last = container && this.#last.get(keyOf(container))
    if (!last) return
    const subcommand = OUTSIDE[action]
    if (subcommand) {
      const again = { ...last, subcommand, options: [], rest: [] }
      this.#lines.push(...replay(again, NO_STDIO, this.#places))
    } else if (action === ENDED) {
      const words = [this.#places.use('await_end'), this.#places.root(last.root), quoteArg(last.id)]
      this.#lines.push(words.join(' '))
    }
  }

  text(entries: readonly JournalEntry[]): string {
    const [first, last] = [entries[0], entries.at(-1)]
    const title =
      first && last
        ? t`What Runcible’s journal holds of ${{ from: dateAndTime(first.at) }} to ${{ to: dateAndTime(last.at) }}, again with runc alone.`
        : t`What Runcible’s journal holds of no time, again with runc alone.`
    return [
      '#!/bin/sh',
      comment(title),
      BEGINNING,
      ...(this.#criu ? [`PATH=${quoteArg(folderOf(this.#criu))}:$PATH`] : []),
      ...this.#places.head(),
      ...this.#lines,
      '',
    ].join('\n')
  }

  /** With a look before the first command whether its container is there. */
  #known({ root, id, subcommand }: RuncCommand, lines: string[]): string[] {
    const key = `${root}/${id}`
    if (this.#made.has(key)) return lines
    this.#made.add(key)
    if (subcommand === 'create' || subcommand === 'restore') return lines
    return [`${this.#places.use('known')} ${this.#places.root(root)} ${quoteArg(id)}`, ...lines]
  }
}

/** Why a command is not run again. */
function leftOut(
  line: string,
  { looks, itself, cutOff }: { looks: boolean; itself: boolean | undefined; cutOff: boolean },
): string {
  if (looks) return t`Left out, for it only looked on: ${line}`
  if (cutOff) return t`Left out, for it was cut off: ${line}`
  return itself
    ? t`Left out, for it names a process: ${line}`
    : t`Left out, for it is not runc: ${line}`
}

const keyOf = ({ namespace, id }: { namespace: string; id: string }) => `${namespace}/${id}`
const folderOf = (path: string) => path.slice(0, Math.max(1, path.lastIndexOf('/')))
