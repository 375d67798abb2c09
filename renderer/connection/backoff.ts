const FIRST_MS = 300
const LONGEST_MS = 5000

/** Pause before attempt `n` to come back (from 0), ms: 0.3 s, doubling, at most 5 s. */
export const backoff = (attempt: number) => Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)
