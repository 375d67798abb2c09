import type { TerminalSize } from '../../../shared/model.ts'

/** What a console shows, to be kept. */
export interface ConsoleText {
  size: TerminalSize
  /** its history and screen as escape sequences, for an empty terminal of that size */
  bytes: Uint8Array
  /** the last lines of it as they read, without colours */
  lastLines: string[]
}

/** So many lines tell what was going on. */
export const LAST_LINES = 12
/** Of a line at most so much: some hold megabytes. */
const LINE_CHARS = 500
/** Sequences that colour or move (ECMA-48 control sequences, and the strings of OSC, DCS and their like). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they consist of
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f]/g

/** The last lines, without empty ones around them, each cut to what can be read at a glance. */
export const lastOf = (lines: readonly string[]): string[] => {
  const says = (line: string) => line.trim() !== ''
  const end = lines.findLastIndex(says) + 1
  const last = lines.slice(Math.max(0, end - LAST_LINES), end)
  return last.slice(Math.max(0, last.findIndex(says))).map((line) => line.slice(0, LINE_CHARS))
}

/** The same of what went through pipes. */
export const lastOfPipes = (bytes: Uint8Array): string[] =>
  lastOf(
    new TextDecoder()
      .decode(bytes)
      .replace(SEQUENCES, '')
      .split('\n')
      .map((line) => line.replace(CONTROLS, '')),
  )
