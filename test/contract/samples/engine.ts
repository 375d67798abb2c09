import type { engineCalls } from '../../../shared/contract/engine.ts'
import { checkpoint, container, entry, foreign, host, preflight, shell } from './models.ts'
import type { SamplesOf } from './sample.ts'

export const engineSamples: SamplesOf<typeof engineCalls> = {
  'engine.snapshot': {
    input: {},
    output: {
      host,
      preflight,
      namespaces: ['default', 'web'],
      containers: [container],
      foreign: [foreign],
      checkpoints: [checkpoint],
      shells: [shell],
      journal: [entry],
    },
  },
  'engine.preflight': { input: { again: true }, output: preflight },
  'namespaces.add': { input: { namespace: 'web' }, output: ['default', 'web'] },
  'paths.probe': { input: { path: '/tmp' }, output: { kind: 'folder', detail: 'a folder' } },
  'mounts.look': {
    input: { path: '/run/docker.sock' },
    output: { kind: 'socket', detail: 'A socket.', warnings: ['Docker listens.'] },
  },
  'journal.list': { input: { limit: 5 }, output: [entry] },
  'logs.read': { input: { path: '/log' }, output: { text: 'a\nb', truncated: false } },
}
