/** What was in a moment, and what differs, in full. */
import type { CheckpointComparison, CheckpointInside } from '../../../shared/model.ts'

const socket = {
  kind: 'tcp',
  type: 'stream',
  local: '[::1]:80',
  remote: '',
  state: 'listen',
  holders: [{ pid: 1, fd: 3 }],
} as const

export const inside: CheckpointInside = {
  hostname: 'shell-1',
  processes: [
    {
      pid: 1,
      parent: 0,
      session: 1,
      name: 'sh',
      state: 'stopped',
      uid: 0,
      threads: [{ id: 1, name: 'sh' }],
      threadCount: 2,
      args: ['sh', '-c', 'echo "ü"'],
      env: null,
      exe: '/bin/busybox',
      cwd: '/',
      memory: 2 ** 40,
      maps: [
        { start: 'ffffffffff600000', bytes: 4096, rights: '--xp', what: '[vsyscall]', taken: 0 },
      ],
      files: [{ fd: 0, kind: 'file', target: '/ü', mode: 'both', position: 4, flags: ['append'] }],
    },
  ],
  processCount: 2,
  sockets: [{ ...socket, holders: [...socket.holders] }],
  mounts: [
    { at: '/proc', type: 'proc', source: 'proc', root: '/', options: ['ro'], outside: false },
  ],
  notes: ['Not all of it.'],
}

export const comparison: CheckpointComparison = {
  processes: [
    {
      pid: 1,
      change: 'gone',
      was: { name: 'sh', args: null, state: 'alive', threadCount: 1 },
      is: null,
    },
  ],
  memory: [{ pid: 1, name: 'sh', was: 4096, is: null }],
  environment: [{ pid: 1, name: 'sh', variable: 'ü', was: '', is: null }],
  openFiles: [{ pid: 1, name: 'sh', fd: 9, target: '/ü', change: 'moved', was: 0, is: 2 ** 40 }],
  sockets: [{ change: 'closed', socket: { ...socket, holders: [...socket.holders] } }],
  rootfs: {
    total: { added: 1, changed: 0, removed: 0, bytes: 42 },
    entries: [{ path: '/ü', change: 'added', type: 'file', size: 42, mode: 0o4755 }],
  },
  notes: [],
}
