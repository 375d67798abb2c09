import type { groupCalls } from '../../../shared/contract/groups.ts'
import type { SamplesOf } from './sample.ts'

export const groupSamples: SamplesOf<typeof groupCalls> = {
  'groups.start': { input: { namespace: 'default', group: 'my shop' }, output: {} },
  'groups.stop': { input: { namespace: 'default', group: 'shop', graceSeconds: 3 }, output: {} },
  'groups.delete': { input: { namespace: 'default', group: 'shop' }, output: {} },
}
