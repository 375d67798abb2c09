import type { configCalls } from '../../../shared/contract/config.ts'
import { container, ref } from './models.ts'
import type { SamplesOf } from './sample.ts'

export const configSamples: SamplesOf<typeof configCalls> = {
  'config.check': {
    input: { ...ref, config: '{"a": 1, "a": "ü"}' },
    output: {
      problems: [
        { level: 'warning', path: 'a', message: '“a” is written twice', line: 1, from: 9, to: 12 },
      ],
    },
  },
  'config.recreate': { input: { ...ref, config: '{}', basedOn: '{}\n' }, output: container },
}
