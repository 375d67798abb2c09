import type { CallInput, CallName, CallOutput } from '../../../shared/contract.ts'

/** For each call of a room something to send and something to answer, in full: what is lost on the way is seen. */
export type SamplesOf<Calls> = {
  [K in keyof Calls & CallName]: { input: CallInput<K>; output: CallOutput<K> }
}
