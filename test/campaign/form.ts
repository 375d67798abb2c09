/** `npm test` plays the campaign's short form; `npm run test:campaign` the whole. */
export const SHORT = process.env.RUNCIBLE_CAMPAIGN === 'short'
