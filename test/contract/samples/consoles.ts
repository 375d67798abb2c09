import type { consoleCalls } from '../../../shared/contract/consoles.ts'
import { at, ref } from './models.ts'
import type { SamplesOf } from './sample.ts'

export const consoleSamples: SamplesOf<typeof consoleCalls> = {
  'consoles.lines': {
    input: { target: { kind: 'init', ...ref }, before: 4096, limit: 10 },
    output: {
      lines: [{ at, source: 'stderr', text: 'ü \u0000', whole: false }],
      from: 12,
      size: 4096,
    },
  },
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
}
