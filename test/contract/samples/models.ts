/** One of each that crosses the contract, in full: what is lost on the way is seen. */
import type {
  Checkpoint,
  CheckpointLook,
  Container,
  Exec,
  ForeignContainer,
  Host,
  Image,
  MomentStorage,
  Preflight,
  Security,
  Template,
  Volume,
} from '../../../shared/model.ts'
import { FEATURES, TemplateRequest } from '../../../shared/model.ts'

export const at = '2026-11-24T04:00:00.000Z'
export const ref = { namespace: 'default', id: 'shell-1' }
export const execRef = { ...ref, exec: 'exec-1' }

export const exec: Exec = {
  id: 'exec-1',
  state: 'stopped',
  status: 'stopped',
  pid: null,
  args: ['sh', '-c', 'echo "ü" \u0000'],
  cwd: '/',
  user: '0:0',
  env: ['A=b'],
  terminal: true,
  stdin: 'open',
  stdinClosed: false,
  monitor: 'watching',
  createdAt: at,
  startedAt: at,
  exit: { code: 137, signal: 9, oom: true, at, reason: 'oom' },
  left: 3,
}

export const foreignRef = { namespace: '@0a1b2c3d', id: 'f00d' }
export const foreign: ForeignContainer = {
  ...foreignRef,
  owner: 'podman',
  name: 'wöb',
  runtime: 'runc',
  runtimeRoot: '/run/runc',
  state: 'running',
  pid: 4243,
  createdAt: at,
  bundle: '/var/lib/containers/storage/overlay-containers/f00d/userdata',
  rootfs: '/var/lib/containers/storage/overlay/1/merged',
  args: ['httpd', '-f'],
  lookOnly: 'crun runs it',
  execs: [exec],
}

export const container: Container = {
  ...ref,
  state: 'running',
  status: 'pausing',
  busy: { action: 'pause', phase: 'freezing', since: at },
  monitor: 'watching',
  pid: 4242,
  createdAt: at,
  startedAt: at,
  since: at,
  exit: null,
  filling: { checkpoint: 'cp-1', done: 312 * 1024 * 1024, total: 1024 ** 3 },
  problem: { code: 'monitor-failed', message: 'conmon is gone', hint: 'Delete it.' },
  source: { kind: 'starter' },
  image: { id: `sha256:${'0'.repeat(64)}`, shared: true },
  rootfs: '/var/lib/runcible/rootfs',
  ownsRootfs: true,
  lower: '/srv/rootfs',
  bundle: '/var/lib/runcible/bundle',
  args: ['/bin/sh'],
  cwd: '/',
  user: '0:0',
  hostname: 'shell-1',
  terminal: true,
  stdin: 'open',
  stdinClosed: false,
  limits: { memory: 64 * 1024 * 1024, cpus: 0.5 },
  network: {
    kind: 'outbound',
    ports: [{ hostAddress: '127.0.0.1', hostPort: 8080, containerPort: 80, protocol: 'tcp' }],
    hostLoopback: false,
    dns: ['192.0.2.53'],
  },
  wayOut: {
    tool: 'slirp4netns',
    pid: null,
    address: '10.0.2.100',
    gateway: '10.0.2.2',
    dns: '10.0.2.3',
    problem: { code: 'runtime-failed', message: 'slirp4netns has ended' },
  },
  readonlyRootfs: false,
  naming: { name: 'Wöb "1"', labels: { 'a.b/c': 'ü' }, group: 'shop', order: 2, restarts: 3 },
  restarts: { count: 1, dueAt: at },
  runtime: { systemdCgroup: false, noPivot: false, noNewKeyring: false },
  runtimeRoot: '/run/runcible/runc/default',
  moment: null,
  automatic: null,
  execs: [exec],
}

export const security: Security = {
  capabilities: { bounding: ['CAP_CHOWN'], effective: [] },
  seccomp: 'default',
  noNewPrivileges: false,
  maskedPaths: ['/proc/kcore'],
  readonlyPaths: [],
  rlimits: [{ type: 'RLIMIT_CORE', soft: 0, hard: 'unlimited' }],
  uidMappings: [{ inside: 0, outside: 100_000, count: 65_536 }],
  gidMappings: [],
  shared: ['network'],
  sysctls: { 'net.ipv4.ping_group_range': '0 0' },
  oomScoreAdj: null,
  deviations: [{ field: 'namespaces', level: 'danger', what: 'the network', why: 'It is.' }],
}

export const checkpoint: Checkpoint = {
  id: 'cp-1',
  name: 'before lunch',
  container: ref,
  createdAt: at,
  options: {
    exit: false,
    allowOpenTcp: true,
    allowExternalUnixSockets: false,
    allowTerminal: false,
    fileLocks: false,
    largeDeletedFiles: false,
    emptyNamespaces: ['network'],
    preDump: false,
    copyFiles: false,
  },
  imagePath: '/var/lib/runcible/checkpoints/cp-1/image',
  workPath: '/var/lib/runcible/checkpoints/cp-1/work',
  size: 123_456,
  frozenMs: 12.5,
  rootfs: null,
  restorable: true,
  terminal: true,
  args: ['/bin/sh'],
  network: { kind: 'container', container: 'web' },
  lostExecs: [['top']],
  restoreLog: null,
  note: '',
  pinned: false,
  trigger: 'asked',
  from: null,
  processes: ['sh'],
  lastLines: [],
  hostname: 'web',
  limits: {},
  leftOut: [],
  stored: { base: 'cp-0', bytes: 1_000, wholeBytes: 100_000, takesMs: 12 },
  storing: { phase: 'comparing its memory', done: 1, total: 2 },
  unreadable: 'its storage.json is not as Runcible wrote it',
}

export const momentStorage: MomentStorage = {
  budget: null,
  usual: 2 ** 32,
  whole: 200_000,
  differences: 1_000,
  standFor: 100_000,
  problem: null,
}

export const checkpointLook: CheckpointLook = {
  path: '/tmp/ü.tar.zst',
  seen: '0123',
  packed: 42,
  unpacked: 4200,
  engine: 'podman',
  name: 'before lunch',
  note: 'ü',
  container: 'shell-1',
  createdAt: at,
  args: ['/bin/sh'],
  env: ['A=b'],
  cwd: '/',
  user: '0:0',
  hostname: 'shell-1',
  terminal: true,
  network: { kind: 'own' },
  lastLines: ['/ # '],
  files: 'changes',
  image: { name: 'web:1', here: null },
  rootfs: '/srv/rootfs',
  wants: [{ key: 'mount /etc at /x', level: 'danger', what: '/etc at /x', why: 'It is.' }],
  notes: ['Made anew.'],
  problem: '',
}

export const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
export const image: Image = {
  id: digest,
  names: ['localhost:5000/web/shop:1.2'],
  manifest: digest,
  size: 12_345,
  unpackedSize: 67_890,
  layers: [{ digest, size: 12_000 }],
  platform: { os: 'linux', architecture: 'arm64/v8' },
  created: at,
  importedAt: at,
  history: [{ created: null, createdBy: 'RUN echo "ü"', emptyLayer: true }],
  config: {
    entrypoint: ['/bin/sh', '-c'],
    cmd: ['httpd -f'],
    env: ['A=b'],
    user: 'web',
    workingDir: '/srv',
    stopSignal: 'SIGINT',
    exposedPorts: ['80/tcp'],
    volumes: ['/data'],
  },
  usedBy: [
    { kind: 'container', ...ref },
    { kind: 'checkpoint', checkpoint: 'cp-1', name: 'before lunch' },
  ],
}

export const volume: Volume = {
  name: 'data',
  createdAt: at,
  anonymous: true,
  path: '/var/lib/runcible/volumes/data/data',
  size: 12_288,
  usedBy: [{ kind: 'container', ...ref }],
}

export const tool = { path: '/usr/sbin/runc', version: '1.1.5' }
export const feature = { ok: false, reason: 'not here' }
export const preflight: Preflight = {
  checkedAt: at,
  tools: { runc: tool, conmon: tool, criu: { path: null, version: null }, busybox: tool },
  features: Object.fromEntries(FEATURES.map((name) => [name, feature])) as Preflight['features'],
  problems: [{ what: 'no criu', why: 'not installed', mend: 'npm run setup' }],
  checks: [
    {
      name: 'criu',
      kind: 'program',
      ok: false,
      found: null,
      needed: 'takes checkpoints',
      why: 'it is not installed',
      mend: 'npm run setup',
    },
  ],
}

export const host: Host = {
  name: 'here',
  user: 'root',
  root: true,
  version: '0.1.0',
  kernel: '6.18',
  cgroup: 'v1',
  stateDir: '/var/lib/runcible',
  runDir: '/run/runcible',
  bootId: 'b',
}

export const template: Template = {
  id: '0123456789abcdef',
  name: 'Wöb',
  description: 'two\nlines',
  request: TemplateRequest.parse({ source: { kind: 'starter' }, naming: { labels: { a: 'b' } } }),
  order: 3,
  key: 4,
  builtIn: false,
  hidden: true,
}

export const shell = {
  id: 'shell-1',
  container: ref,
  kind: 'trace' as const,
  args: ['strace', '-f', '-p', '7'],
  pid: 4711,
  monitor: 'watching' as const,
  startedAt: at,
  exit: null,
}

export const entry = {
  seq: 7,
  at,
  action: 'pause',
  container: ref,
  durationMs: 104.5,
  commands: [{ argv: ['runc', 'pause', 'shell-1'], at, durationMs: 100, exitCode: 0 }],
  error: null,
  note: null,
}
