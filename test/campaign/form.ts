import { unless } from '../support/unless.ts'

/** `npm test` plays the campaign's short form; `npm run test:campaign` the whole. */
export const SHORT = process.env.RUNCIBLE_CAMPAIGN === 'short'

/** Of a test that the short form leaves to the whole. */
export const IN_WHOLE = unless(SHORT ? 'in the whole campaign' : '')
