import type { containerCalls } from '../../../shared/contract/containers.ts'
import { at, checkpoint, container, image, ref, security } from './models.ts'
import type { SamplesOf } from './sample.ts'

export const containerSamples: SamplesOf<typeof containerCalls> = {
  'containers.preview': {
    input: { ...ref, source: { kind: 'starter' } },
    output: {
      config: '{}\n',
      commands: [['runc', 'create', 'shell-1']],
      warnings: [{ field: 'mounts.0.source', message: 'All of it.' }],
      security,
    },
  },
  'containers.create': {
    input: { ...ref, source: { kind: 'bundle', path: '/b' }, limits: { pids: 10 } },
    output: container,
  },
  'containers.start': { input: ref, output: container },
  'containers.pause': { input: ref, output: container },
  'containers.resume': { input: ref, output: container },
  'containers.update': { input: { ...ref, limits: { cpus: 1.5 } }, output: container },
  'containers.kill': { input: { ...ref, signal: 9, all: true }, output: {} },
  'containers.delete': { input: ref, output: {} },
  'containers.checkpoint': { input: { ...ref, options: { exit: true } }, output: checkpoint },
  'containers.restore': { input: { ...ref, checkpoint: 'cp-1' }, output: container },
  'containers.rewind': {
    input: { ...ref, checkpoint: 'cp-1', keep: { name: 'kept' } },
    output: container,
  },
  'containers.clone': { input: { ...ref, as: 'web-2' }, output: container },
  'containers.mendNetwork': {
    input: { ...ref, ports: [{ hostPort: 8080, containerPort: 80 }] },
    output: container,
  },
  'containers.closeStdin': { input: ref, output: container },
  'containers.rerun': { input: ref, output: container },
  'containers.stop': { input: { ...ref, graceSeconds: 0.5 }, output: container },
  'containers.label': {
    input: { ...ref, naming: { name: 'Wöb', labels: { a: '' }, restarts: 3 } },
    output: container,
  },
  'containers.automate': {
    input: {
      ...ref,
      automatic: {
        everyMinutes: 5,
        beforeExec: true,
        beforeLimits: false,
        onText: 'ready',
        keep: 3,
      },
    },
    output: container,
  },
  'containers.figures': {
    input: { of: [{ ...ref, since: 5, seconds: 60 }] },
    output: {
      now: 1_700_000_001_500,
      containers: [
        {
          container: ref,
          at: [1_700_000_000_000, 1_700_000_001_000],
          figures: {
            cpu: [null, 12.5],
            memory: [2 ** 40, 2 ** 40],
            pids: [3, 4],
            read: [null, 0],
            written: [null, 4096],
            received: [null, null],
            sent: [null, null],
            oomKills: [null, 1],
          },
          limits: { memory: 2 ** 41, pids: null },
          killed: 1,
          network: 'loopback',
        },
      ],
    },
  },
  'containers.ending': {
    input: ref,
    output: { lastLines: ['going', 'gone'] },
  },
  'containers.config': { input: ref, output: { config: '{}' } },
  'containers.security': { input: ref, output: security },
  'containers.changes': {
    input: { ...ref, offset: 2, limit: 1, filter: 'ü', kinds: ['removed'] },
    output: {
      look: 'a1b2',
      at,
      total: { added: 1, changed: 2, removed: 1, bytes: 42 },
      matching: 1,
      entries: [{ path: '/etc/ü', change: 'removed', type: 'file', size: 42, mode: 0o4755 }],
      truncated: false,
      way: 'overlay',
    },
  },
  'containers.commit': {
    input: { ...ref, name: 'shop:2', config: { cmd: [], env: ['A=b=c'] }, comment: 'ü' },
    output: { image, notes: ['It ran on.'] },
  },
  'containers.export': {
    input: { ...ref, form: 'bundle', path: '/tmp/ü' },
    output: { path: '/tmp/ü', bytes: 42, notes: [] },
  },
}
