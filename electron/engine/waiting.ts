import type { CallContext } from '../../shared/server.ts'

/** Who waits for something: hears how far it has come, and may call it off. */
export type Waiting = Pick<CallContext, 'signal' | 'progress'>

/** Nobody is told how far it is, or breaks it off. */
export const NOBODY: Waiting = { signal: new AbortController().signal, progress: () => {} }
