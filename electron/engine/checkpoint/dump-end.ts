import { open } from 'node:fs/promises'

/** How CRIU ends its log of a dump, or of a pre-dump. */
const DUMP_END = /(Dumping|Pre-dumping) (finished successfully|FAILED)/
/** Looked for at the end of a log. */
const TAIL_BYTES = 4096

export type DumpEnd = 'whole' | 'pre-dumped' | 'failed' | 'cut-off'

/** How CRIU says at the end of this log that its dump ended; `cut-off` where it could not, null where there is no log. */
export async function readDumpEnd(log: string): Promise<DumpEnd | null> {
  const file = await open(log, 'r').catch(() => null)
  if (!file) return null
  try {
    const { size } = await file.stat()
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES))
    await file.read(bytes, 0, bytes.length, size - bytes.length)
    const [, what, end] = DUMP_END.exec(bytes.toString('latin1')) ?? []
    if (!end) return 'cut-off'
    if (end === 'FAILED') return 'failed'
    return what === 'Dumping' ? 'whole' : 'pre-dumped'
  } finally {
    await file.close()
  }
}
