/** A process from the kernel's own view, in full. */
import type { Inspection } from '../../../shared/model.ts'

const ids = { real: 300_033, effective: 300_033, saved: 0, files: 300_033, inside: 33 }

export const inspection: Inspection = {
  process: {
    pid: 4711,
    startTime: 123456,
    inside: 1,
    parent: null,
    uid: 33,
    state: 'S',
    threads: 1,
    cpuMs: 30,
    memoryBytes: 4096,
    args: ['sh', '-c', 'echo "ü"'],
    name: 'sh\\nü',
  },
  processes: [{ pid: 4711, startTime: 123456, inside: 1, name: 'sh\\nü' }],
  differences: [{ part: 'rights', what: 'Its user is 33: config.json asks for 0.' }],
  rights: {
    uid: ids,
    gid: ids,
    groups: [10],
    capabilities: {
      effective: [],
      permitted: ['CAP_CHOWN'],
      inheritable: [],
      bounding: ['CAP_CHOWN', 'CAP_41'],
      ambient: [],
    },
    seccomp: 'filter',
    seccompFilters: 2,
    noNewPrivileges: true,
    label: 'docker-default (enforce)',
    oomScoreAdj: -17,
  },
  namespaces: [
    {
      type: 'net',
      inode: 4026531840,
      host: false,
      apart: true,
      containers: [{ namespace: 'default', id: 'web-2' }],
      others: [{ pid: 42, name: 'slirp4netns' }],
      otherCount: 2,
    },
  ],
  uidMap: [{ inside: 0, outside: 300_000, count: 65_536 }],
  gidMap: [{ inside: 0, outside: 0, count: 2 ** 32 - 1 }],
  rlimits: [{ type: 'RLIMIT_NOFILE', soft: 1024, hard: 'unlimited', unit: 'files' }],
  cgroup: {
    version: 'v1',
    paths: [{ controllers: 'cpu,cpuacct', path: '/runcible-ü' }],
    figures: [
      { what: 'memory', unit: 'bytes', now: 4096, limit: null, files: ['memory.usage_in_bytes'] },
      { what: 'cpus', unit: 'list', now: '0-3', limit: '0', files: ['cpuset.cpus'] },
    ],
  },
  mounts: [
    {
      id: 40,
      parent: 30,
      device: '0:42',
      at: '/a b',
      type: 'tmpfs',
      source: 'tmpfs',
      root: '/',
      options: ['ro'],
      ofFilesystem: ['rw', 'size=64k'],
      propagation: 'slave',
    },
  ],
  environment: [
    { name: 'TOKEN', value: null },
    { name: 'ü', value: 'a\u001b[31m\nb' },
  ],
  files: [{ fd: 3, kind: 'file', target: '/ü', mode: 'both', position: 2 ** 40, flags: [] }],
  sockets: [
    {
      kind: 'tcp',
      type: 'stream',
      local: '[::1]:80',
      remote: '',
      state: 'listen',
      holders: [{ pid: 1, fd: 3 }],
    },
  ],
  notes: ['Not all of it.'],
  took: 3.25,
}
