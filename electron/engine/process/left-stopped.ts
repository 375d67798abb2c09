import { RuncibleError } from '../../../shared/errors.ts'

/** What ended a container so that it begins otherwise, and failed then: what it left is said behind what went wrong. */
export const inRewindWords = (error: unknown) =>
  standing(
    error,
    'It was ended for this and is stopped, with the files that it had then. Rewind it again, to this moment or another, or run it again.',
  )

export const inRecreateWords = (error: unknown) =>
  standing(
    error,
    'It was ended for this and is stopped, with the config.json that it had: run it again, or mend the text and try again.',
  )

function standing(error: unknown, stands: string): unknown {
  if (!(error instanceof RuncibleError)) return error
  const hint = error.details.hint ? `${error.details.hint} ${stands}` : stands
  return new RuncibleError(error.code, error.message, { ...error.details, hint, cause: error })
}

/** What an engine that died in a rewind has left: told where it stands. */
export const cutOffRewind = (name: string) =>
  new RuncibleError('failed-precondition', `the engine ended while this was rewound to “${name}”`, {
    hint: 'It has ended, with the files that it had then, and can be rewound again, or run again.',
  })

/** The same of one that was recreating it. */
export const cutOffRecreate = () =>
  new RuncibleError('failed-precondition', 'the engine ended while this was created anew', {
    hint: 'It has ended, with the config.json that it had before, and can be run again.',
  })
