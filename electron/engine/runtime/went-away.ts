import { RuncibleError } from '../../../shared/errors.ts'
import type { Argv, RunResult } from './run.ts'

/** What a program that had to copy what programs change has failed of besides; null: of nothing. */
export function failureBesidesChange(
  argv: Argv,
  { stderr, exitCode }: Pick<RunResult, 'stderr' | 'exitCode'>,
): RuncibleError | null {
  const [said] = besidesChange(stderr)
  if (said === undefined) return null
  const message = `${argv[0]} failed with exit code ${exitCode}`
  return new RuncibleError('runtime-failed', message, { command: [...argv], exitCode, said })
}

/**
 * Of what cp, find or tar said, in English: the lines about anything else than what was there when its folder was read, and is
 * not, or has become something else. Of a folder that is a file by then cp cannot read the default rights of what comes into it.
 */
export const besidesChange = (said: string): string[] =>
  said.split('\n').filter((line) => line !== '' && !CHANGED.test(line))

const CHANGED = new RegExp(
  [
    ': (?:No such file or directory|Not a directory|Too many levels of symbolic links)$',
    ', as it was replaced while being copied$',
    '^cp: cannot open .* for reading: No such device or address$',
    '^cp: cannot read symbolic link .*: Invalid argument$',
    "^cp: '.*': Permission denied$",
    // Behind whatever it was.
    '^tar: Exiting with failure status due to previous errors$',
  ].join('|'),
)
