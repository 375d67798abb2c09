import { RuncibleError } from '../errors.ts'

/** What an observer is told of everything that it may not do. */
export const refusedObserver = (what: string) =>
  new RuncibleError(
    'permission-denied',
    `${what} is refused: an observer sees everything and changes nothing`,
    { hint: 'Ask whoever shows this machine to do it.' },
  )
