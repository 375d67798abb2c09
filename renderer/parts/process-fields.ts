import type { ProcessRequest, Stdin } from '../../shared/model.ts'
import { parseCommandLine } from '../words/command-line.ts'

/** What is asked of a process, as it is typed. */
export interface ProcessFields {
  command: string
  /** NAME=value, one a line */
  env: string
  cwd: string
  user: string
  terminal: boolean
  stdin: Stdin
}

export const EMPTY_PROCESS: ProcessFields = {
  command: '',
  env: '',
  cwd: '',
  user: '',
  terminal: true,
  stdin: 'open',
}

/** What was typed, as the engine takes it; what was left empty is absent and so stays as it is by default. */
export function toProcess(fields: ProcessFields): Partial<ProcessRequest> {
  const parsed = parseCommandLine(fields.command)
  const args = 'args' in parsed ? parsed.args : []
  const env = fields.env.split('\n').filter((line) => line.trim() !== '')
  return {
    ...(args.length > 0 && { args }),
    ...(env.length > 0 && { env }),
    ...(fields.cwd && { cwd: fields.cwd }),
    ...(fields.user && { user: fields.user }),
    terminal: fields.terminal,
  }
}

/** Why a command line cannot be sent; null where it can. */
export function commandError({ command }: ProcessFields): string | null {
  const parsed = parseCommandLine(command)
  return 'error' in parsed ? parsed.error : null
}
