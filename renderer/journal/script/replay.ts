import { t } from '@lingui/core/macro'
import type { PlainCommand } from '../../../shared/model.ts'
import { quoteArg } from '../../words/command-line.ts'
import { comment } from './helpers.ts'
import type { Places } from './places.ts'

/** What changes something; the others only read. */
const CHANGING: ReadonlySet<string> = new Set([
  ...['create', 'start', 'pause', 'resume', 'update', 'kill', 'delete'],
  ...['checkpoint', 'restore', 'exec'],
])
/** runc's options before its subcommand that are no part of what was done. */
const LEFT_OUT: ReadonlySet<string> = new Set(['--root', '--log', '--log-format', '--criu'])
/** Options of the subcommands below whose value follows. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  ...['--bundle', '--image-path', '--work-path', '--parent-path', '--empty-ns'],
  ...['--cwd', '--user', '--env'],
])
/** What begins a process has somebody's stdio. */
const BEGINS: ReadonlySet<string> = new Set(['create', 'restore', 'exec'])
const NAME = /^[A-Za-z_]\w*$/

/** A command of runc's taken apart. */
export interface RuncCommand {
  program: string
  root: string
  /** of the criu that it was told to use */
  criu: string | null
  global: readonly string[]
  subcommand: string
  options: readonly string[]
  id: string
  /** after the id: a signal, or a whole command line */
  rest: readonly string[]
}

/** null: it is no command of runc's that changes a container. */
export function readRunc(argv: readonly string[]): RuncCommand | null {
  const [program = '', ...words] = argv
  let root: string | null = null
  let criu: string | null = null
  const global: string[] = []
  let at = 0
  for (; words[at]?.startsWith('-'); at++) {
    const word = words[at] as string
    if (!LEFT_OUT.has(word)) global.push(word)
    else {
      const value = words[++at] ?? ''
      if (word === '--root') root = value
      if (word === '--criu') criu = value
    }
  }
  const subcommand = words[at++] ?? ''
  if (root === null || !CHANGING.has(subcommand)) return null
  const begun = at
  if (BEGINS.has(subcommand) || subcommand === 'checkpoint') {
    while (words[at]?.startsWith('-')) at += WITH_VALUE.has(words[at] as string) ? 2 : 1
  } else if (subcommand === 'update') at = words.length - 1
  else while (words[at]?.startsWith('-')) at++
  const id = words[at]
  if (id === undefined) return null
  const options = words.slice(begun, at)
  return { program, root, criu, global, subcommand, options, id, rest: words.slice(at + 1) }
}

/** The lines that do it again, each a sentence of shell or a comment. */
export function replay(
  command: RuncCommand,
  { terminal, stdin }: Pick<PlainCommand, 'terminal' | 'stdin'>,
  places: Places,
): string[] {
  const { subcommand, id, rest } = command
  const lines: string[] = []
  const root = places.root(command.root)
  const options = rewritten(command, places, lines)
  const begins = BEGINS.has(subcommand)
  if (begins && terminal) {
    lines.push(places.use('console'))
    options.push('--console-socket', '"$socket"')
  }
  const line = [
    /(^|\/)runc$/.test(command.program) ? '"$runc"' : quoteArg(command.program),
    '--root',
    root,
    ...command.global.map(quoteArg),
    subcommand,
    ...options,
    quoteArg(id),
    ...rest.map(quoteArg),
  ].join(' ')
  if (!begins) return [...lines, line]
  if (terminal || !stdin) return [...lines, `${line} </dev/null >/dev/null 2>&1`]
  // A pipe that does not end before the container does: with /dev/null what reads it would end at once.
  const held = `${places.use('hold')} ${root} ${quoteArg(id)}`
  return [...lines, `( ${held} & ) | ${line} >/dev/null 2>&1`]
}

/** The options, with this machine's folders in variables; `lines` gets what has to stand before. */
function rewritten(command: RuncCommand, places: Places, lines: string[]): string[] {
  const { subcommand, options, root, id } = command
  const words: string[] = []
  let image = ''
  for (let at = 0; at < options.length; at++) {
    const option = options[at] as string
    const value = WITH_VALUE.has(option) ? (options[++at] ?? '') : ''
    switch (option) {
      case '--bundle':
        lines.push(places.fresh(value, `${root}/${id}`))
        words.push(option, places.bundle(value, id))
        break
      case '--image-path':
        image = value
        words.push(
          option,
          subcommand === 'checkpoint' ? places.newImage(value) : places.image(value),
        )
        break
      case '--work-path':
        words.push(option, places.workFolder(lines))
        break
      case '--parent-path': {
        const parent = places.parentOf(image, value)
        if (parent) words.push(option, parent)
        else
          lines.push(
            comment(t`Its parent was taken before this begins: all of its memory is written.`),
          )
        break
      }
      case '--lazy-pages':
        lines.push(comment(t`Its memory came after it ran; here it comes first.`))
        break
      case '--env':
        if (NAME.test(value)) {
          lines.push(
            comment(
              t`The value of ${{ variable: value }} is not in the journal: it is taken from the environment.`,
            ),
          )
          words.push(option, `"${value}=\${${value}-}"`)
        } else lines.push(comment(t`A variable is left out, whose name is none to a shell.`))
        break
      default:
        words.push(option, ...(WITH_VALUE.has(option) ? [quoteArg(value)] : []))
    }
  }
  return words
}
