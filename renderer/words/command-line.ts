import { t } from '@lingui/core/macro'

/** A command line taken apart: its arguments, or why it is none. */
export type Parsed = { args: string[] } | { error: string }

/**
 * Splits a line into arguments by the shell's quoting: blanks part, '…' is literal, "…" knows \\ \" \$ and \`, a backslash
 * outside quotes takes the next character literally. Nothing is expanded: no shell will see it.
 */
export function parseCommandLine(line: string): Parsed {
  const args: string[] = []
  let current: string | null = null
  let at = 0
  while (at < line.length) {
    const char = line[at] as string
    if (/\s/.test(char)) {
      if (current !== null) args.push(current)
      current = null
      at += 1
    } else if (char === "'" || char === '"') {
      const quoted = char === "'" ? singleQuoted(line, at) : doubleQuoted(line, at)
      if (!quoted) return { error: t`the quote ${char} is not closed` }
      current = (current ?? '') + quoted.text
      at = quoted.end
    } else if (char === '\\') {
      if (at + 1 >= line.length) return { error: t`nothing follows the last backslash` }
      current = (current ?? '') + line[at + 1]
      at += 2
    } else {
      current = (current ?? '') + char
      at += 1
    }
  }
  if (current !== null) args.push(current)
  return { args }
}

interface Quoted {
  text: string
  /** index after the closing quote */
  end: number
}

function singleQuoted(line: string, start: number): Quoted | null {
  const end = line.indexOf("'", start + 1)
  return end < 0 ? null : { text: line.slice(start + 1, end), end: end + 1 }
}

function doubleQuoted(line: string, start: number): Quoted | null {
  let text = ''
  for (let at = start + 1; at < line.length; at += 1) {
    const char = line[at] as string
    if (char === '"') return { text, end: at + 1 }
    const next = line[at + 1]
    if (char === '\\' && next !== undefined && '\\"$`'.includes(next)) {
      text += next
      at += 1
    } else {
      text += char
    }
  }
  return null
}

/** One argument so that a shell, and parseCommandLine, read it back as it was. */
export const quoteArg = (arg: string) =>
  /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`

/** Arguments as a line to read or paste into a shell. */
export const formatArgs = (args: readonly string[]) => args.map(quoteArg).join(' ')

const RUNC_OPTIONS_WITH_VALUE = new Set(['--root', '--log', '--log-format', '--criu', '--rootless'])

/** What ran, without the paths and global options that are the same each time: "runc pause shell-1". */
export function shortCommand(argv: readonly string[]): string {
  const program = (argv[0] ?? '').replace(/^.*\//, '')
  if (program === 'conmon') return shortConmon(argv)
  if (program !== 'runc') return formatArgs([program, ...argv.slice(1)])
  let at = 1
  while (argv[at]?.startsWith('-')) at += RUNC_OPTIONS_WITH_VALUE.has(argv[at] as string) ? 2 : 1
  return formatArgs([program, ...argv.slice(at)])
}

function shortConmon(argv: readonly string[]): string {
  const id = argv[argv.indexOf('-c') + 1] ?? ''
  if (argv.includes('--exec')) return `conmon --exec … runc exec ${id}`
  if (argv.includes('--restore')) return `conmon --restore … runc restore ${id}`
  return `conmon … runc create ${id}`
}
