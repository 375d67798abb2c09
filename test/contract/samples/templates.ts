import type { templateCalls } from '../../../shared/contract/templates.ts'
import { template } from './models.ts'
import type { SamplesOf } from './sample.ts'

export const templateSamples: SamplesOf<typeof templateCalls> = {
  'templates.list': {
    input: {},
    output: { templates: [template], broken: [{ path: '/t/x.json', why: 'name: too long' }] },
  },
  'templates.save': {
    input: { parts: { name: 'Wöb', request: { source: { kind: 'starter' } }, key: 9 } },
    output: template,
  },
  'templates.arrange': { input: { template: 'shell', hidden: true, key: null }, output: template },
  'templates.remove': { input: { template: 'shell' }, output: {} },
  'templates.export': { input: { templates: ['shell'] }, output: { text: '{"ü": 1}\n' } },
  'templates.import': { input: { text: '{}', taken: 'keepBoth' }, output: [template] },
}
