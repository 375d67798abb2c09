import type { processCalls } from '../../../shared/contract/processes.ts'
import { inspection } from './inspection.ts'
import { exec, execRef, ref, shell } from './models.ts'
import type { SamplesOf } from './sample.ts'

export const processSamples: SamplesOf<typeof processCalls> = {
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
  'shells.open': {
    input: { ...ref, size: { cols: 80, rows: 24 }, trace: { pid: 7, startTime: 42 } },
    output: shell,
  },
  'shells.close': { input: { shell: 'shell-1' }, output: {} },
}
