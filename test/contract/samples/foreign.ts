import type { foreignCalls } from '../../../shared/contract/foreign.ts'
import { foreign, foreignRef } from './models.ts'
import type { SamplesOf } from './sample.ts'

export const foreignSamples: SamplesOf<typeof foreignCalls> = {
  'foreign.look': {
    input: {},
    output: { unreadable: [{ path: '/run/runc/x', why: 'it is not JSON, or was cut off' }] },
  },
  'foreign.pause': { input: foreignRef, output: foreign },
  'foreign.resume': { input: foreignRef, output: foreign },
  'foreign.kill': { input: { ...foreignRef, signal: 15 }, output: {} },
}
