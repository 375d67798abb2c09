import type { checkpointCalls } from '../../../shared/contract/checkpoints.ts'
import { comparison, inside } from './looks.ts'
import { checkpoint, checkpointLook, digest, momentStorage, ref } from './models.ts'
import type { SamplesOf } from './sample.ts'

export const checkpointSamples: SamplesOf<typeof checkpointCalls> = {
  'checkpoints.foresee': {
    input: ref,
    output: {
      findings: [
        {
          message: 'a TCP connection is established',
          hint: 'It must be there.',
          kind: 'option',
          option: 'allowOpenTcp',
        },
        { message: 'left behind: the volume v at /v', kind: 'left', option: null },
      ],
      memory: 4096,
      takes: 250,
    },
  },
  'checkpoints.inside': { input: { checkpoint: 'cp-1' }, output: inside },
  'checkpoints.compare': { input: { checkpoint: 'cp-1', with: null }, output: comparison },
  'checkpoints.compareFile': {
    input: { checkpoint: 'cp-1', with: 'cp-2', path: '/etc/ü' },
    output: { was: null, is: { kind: 'text', text: 'ü\n', bytes: 3, truncated: false } },
  },
  'checkpoints.edit': {
    input: { checkpoint: 'cp-1', change: { name: 'after', note: 'it works', pinned: true } },
    output: checkpoint,
  },
  'checkpoints.store': { input: { checkpoint: 'cp-1' }, output: checkpoint },
  'checkpoints.makeWhole': { input: { checkpoint: 'cp-1' }, output: checkpoint },
  'checkpoints.storage': { input: {}, output: momentStorage },
  'checkpoints.setStorage': { input: { budget: 2 ** 30 }, output: momentStorage },
  'checkpoints.delete': { input: { checkpoint: 'cp-1' }, output: {} },
  'checkpoints.export': {
    input: { checkpoint: 'cp-1', path: '/tmp/ü.tar.zst' },
    output: { path: '/tmp/ü.tar.zst', bytes: 42, notes: ['The volume data is not in it.'] },
  },
  'checkpoints.look': { input: { path: '/tmp/ü.tar.zst' }, output: checkpointLook },
  'checkpoints.import': {
    input: { path: '/tmp/ü.tar.zst', seen: 'ab', image: digest, allow: ['files: devices'] },
    output: checkpoint,
  },
}
