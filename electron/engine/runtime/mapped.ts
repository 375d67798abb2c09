import { type Argv, type RunOptions, run } from './run.ts'

/**
 * Runs a program of an ordinary user in a user namespace with all the ids that it was given, mapped as containers have them, so
 * that it may do to their files what root does. Throws as run() does, also where the user was given none.
 */
export const runMapped = (argv: Argv, options: RunOptions = {}) =>
  run(['unshare', '--map-root-user', '--map-auto', '--', ...argv], options)
