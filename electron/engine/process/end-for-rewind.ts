import { RuncibleError } from '../../../shared/errors.ts'

/** A failure after the end: it has ended, and nothing else has changed. */
export function inRewindWords(error: unknown): unknown {
  if (!(error instanceof RuncibleError)) return error
  const stands =
    'It was ended for this and is stopped, with the files that it had then. Rewind it again, to this moment or another, or run it again.'
  const hint = error.details.hint ? `${error.details.hint} ${stands}` : stands
  return new RuncibleError(error.code, error.message, { ...error.details, hint, cause: error })
}

/** What an engine that died in a rewind has left: told where it stands. */
export const cutOffRewind = (name: string) =>
  new RuncibleError('failed-precondition', `the engine ended while this was rewound to “${name}”`, {
    hint: 'It has ended, with the files that it had then, and can be rewound again, or run again.',
  })
