import type {
  CallInput,
  CallName,
  CallOutput,
  EventName,
  EventValue,
} from '../../shared/contract.ts'
import { folder } from './sample-files.ts'
import { inspection } from './sample-inspection.ts'
import { comparison, inside } from './sample-looks.ts'
import {
  at,
  checkpoint,
  checkpointLook,
  container,
  digest,
  entry,
  exec,
  execRef,
  foreign,
  foreignRef,
  host,
  image,
  momentStorage,
  preflight,
  ref,
  security,
  shell,
  template,
  volume,
} from './sample-models.ts'

const lessonFolder = {
  folder: '/srv/lessons',
  problem: null,
  lessons: [{ file: 'eins.md', text: '---\ntitle: Größe\n---\n' }],
  broken: [{ file: 'zwei.md', why: 'it is a link' }],
}

type Sample<K extends CallName> = { input: CallInput<K>; output: CallOutput<K> }

/** For each call something to send and something to answer, in full: what is lost on the way is seen. */
export const callSamples: { [K in CallName]: Sample<K> } = {
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
  'config.check': {
    input: { ...ref, config: '{"a": 1, "a": "ü"}' },
    output: {
      problems: [
        { level: 'warning', path: 'a', message: '“a” is written twice', line: 1, from: 9, to: 12 },
      ],
    },
  },
  'config.recreate': { input: { ...ref, config: '{}', basedOn: '{}\n' }, output: container },
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
  'containers.security': { input: ref, output: security },
  'processes.list': {
    input: ref,
    output: {
      at: 1764104644123,
      processes: [
        {
          pid: 4711,
          startTime: 123456,
          inside: 1,
          parent: null,
          uid: 0,
          state: 'S',
          threads: 1,
          cpuMs: 30,
          memoryBytes: 4096,
          args: ['sh', '-c', 'echo "ü"'],
          name: 'sh',
        },
      ],
      total: 1,
    },
  },
  'processes.signal': {
    input: { ...ref, process: { pid: 4711, startTime: 123456 }, signal: 15 },
    output: {},
  },
  'processes.files': {
    input: { ...ref, process: { pid: 4711, startTime: 123456 } },
    output: { files: [{ fd: 3, target: '/etc/passwd', mode: 'read', position: 12 }] },
  },
  'processes.inspect': { input: { ...ref, values: true }, output: inspection },
  'execs.create': { input: { ...ref, request: { args: ['true'] } }, output: exec },
  'execs.start': { input: execRef, output: exec },
  'execs.kill': { input: { ...execRef, signal: 15 }, output: {} },
  'execs.delete': { input: execRef, output: {} },
  'execs.closeStdin': { input: execRef, output: exec },
  'execs.endLeft': { input: execRef, output: exec },
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
  'files.list': {
    input: { ...ref, path: '/etc/\udcff', limit: 2, changed: true },
    output: folder,
  },
  'files.read': {
    input: { ...ref, path: '/etc/ü', from: 1 },
    output: {
      path: '/etc/ü',
      kind: 'text',
      type: 'file',
      text: 'ü\n',
      from: 1,
      to: 4,
      size: 9,
    },
  },
  'files.compare': {
    input: { ...ref, path: '/etc/ü' },
    output: { was: null, is: { kind: 'text', text: 'ü\n', bytes: 3, truncated: false } },
  },
  'files.makeFolder': { input: { ...ref, folder: '/etc', name: 'ü' }, output: {} },
  'files.rename': { input: { ...ref, folder: '/etc', name: 'ü', to: '\udcff' }, output: {} },
  'files.delete': { input: { ...ref, folder: '/etc', name: 'ü' }, output: {} },
  'checkpoints.edit': {
    input: { checkpoint: 'cp-1', change: { name: 'after', note: 'it works', pinned: true } },
    output: checkpoint,
  },
  'checkpoints.store': { input: { checkpoint: 'cp-1' }, output: checkpoint },
  'checkpoints.makeWhole': { input: { checkpoint: 'cp-1' }, output: checkpoint },
  'checkpoints.storage': { input: {}, output: momentStorage },
  'checkpoints.setStorage': { input: { budget: 2 ** 30 }, output: momentStorage },
  'checkpoints.export': {
    input: { checkpoint: 'cp-1', path: '/tmp/ü.tar.zst' },
    output: { path: '/tmp/ü.tar.zst', bytes: 42, notes: ['The volume data is not in it.'] },
  },
  'checkpoints.look': { input: { path: '/tmp/ü.tar.zst' }, output: checkpointLook },
  'checkpoints.import': {
    input: { path: '/tmp/ü.tar.zst', seen: 'ab', image: digest, allow: ['files: devices'] },
    output: checkpoint,
  },
  'checkpoints.delete': { input: { checkpoint: 'cp-1' }, output: {} },
  'consoles.lines': {
    input: { target: { kind: 'init', ...ref }, before: 4096, limit: 10 },
    output: {
      lines: [{ at, source: 'stderr', text: 'ü \u0000', whole: false }],
      from: 12,
      size: 4096,
    },
  },
  'shells.open': {
    input: { ...ref, size: { cols: 80, rows: 24 }, trace: { pid: 7, startTime: 42 } },
    output: shell,
  },
  'shells.close': { input: { shell: 'shell-1' }, output: {} },
  'journal.list': { input: { limit: 5 }, output: [entry] },
  'consoles.past': {
    input: { target: { kind: 'init', ...ref }, from: 4096 },
    output: {
      entries: [
        { at: 1764104644123, source: 'stdout', length: 2 },
        { at: 1764104644125, source: 'stderr', length: 3 },
      ],
      bytes: Uint8Array.of(0, 255, 27, 10, 200),
      next: null,
      size: 4296,
      sizes: [{ at: 0, size: { cols: 80, rows: 24 } }],
    },
  },
  'logs.read': { input: { path: '/log' }, output: { text: 'a\nb', truncated: false } },
  'images.list': { input: {}, output: [image] },
  'images.import': {
    input: {
      source: {
        kind: 'registry',
        reference: 'localhost:5000/web/shop:1.2',
        tlsVerify: false,
        credentials: { username: 'u', password: 'p:ü"' },
      },
      name: 'shop',
    },
    output: image,
  },
  'images.remove': { input: { image: digest }, output: {} },
  'images.check': {
    input: { image: digest },
    output: { ok: false, blobs: [{ digest, what: 'layer', problem: 'it is gone' }] },
  },
  'volumes.list': { input: {}, output: [volume] },
  'volumes.create': { input: { name: 'data' }, output: volume },
  'volumes.remove': { input: { name: 'data' }, output: {} },
  'groups.start': { input: { namespace: 'default', group: 'my shop' }, output: {} },
  'groups.stop': { input: { namespace: 'default', group: 'shop', graceSeconds: 3 }, output: {} },
  'groups.delete': { input: { namespace: 'default', group: 'shop' }, output: {} },
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
  'foreign.look': {
    input: {},
    output: { unreadable: [{ path: '/run/runc/x', why: 'it is not JSON, or was cut off' }] },
  },
  'foreign.pause': { input: foreignRef, output: foreign },
  'foreign.resume': { input: foreignRef, output: foreign },
  'foreign.kill': { input: { ...foreignRef, signal: 15 }, output: {} },
  'lessons.list': { input: {}, output: lessonFolder },
  'lessons.choose': { input: { folder: '/srv/lessons' }, output: lessonFolder },
  'images.export': {
    input: { image: digest, path: '/tmp/shop.tar' },
    output: { path: '/tmp/shop.tar', bytes: 42, notes: [] },
  },
}

export const eventSamples: { [K in EventName]: EventValue<K> } = {
  'foreign.changed': foreign,
  'foreign.removed': foreignRef,
  'container.changed': container,
  'container.removed': ref,
  'checkpoint.changed': checkpoint,
  'checkpoint.removed': { checkpoint: 'cp-1' },
  'shell.changed': shell,
  'shell.removed': { shell: 'shell-1' },
  'journal.appended': entry,
  'host.changed': host,
  'preflight.changed': preflight,
  'namespaces.changed': ['default'],
  'image.changed': image,
  'image.removed': { image: digest },
  'volumes.changed': {},
  'template.changed': template,
  'template.removed': { template: 'shell' },
}

export const theContainer = ref
export const theConsole = { kind: 'init', ...ref } as const

/** Names that every JavaScript object answers to, though nobody gave them to it. */
export const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
