import { writeFile } from 'node:fs/promises'
import type { TerminalSize } from '../../../shared/model.ts'
import { keepLog } from '../console/kept-log.ts'
import type { CheckpointRecord, PendingRecord } from './record.ts'
import type { TakeInput } from './take.ts'

/** What a record says of it. */
export interface KeptConsole {
  consoleSize: TerminalSize | null
  lastLines: string[]
}
const NOTHING_KEPT: KeptConsole = { consoleSize: null, lastLines: [] }

/** Keeps what its console shows; where that fails, the moment stands without it. */
export async function keepConsole(
  { context, container, layout, ...input }: TakeInput,
  { checkpoint }: PendingRecord,
): Promise<KeptConsole> {
  try {
    const text = await input.console()
    if (!text) return NOTHING_KEPT
    const { size, screen, lastLines } = text
    const files = context.checkpoints.files(checkpoint.id)
    keepLog(layout.log(), files.consoleLog)
    if (screen) await writeFile(files.screen, screen, { mode: 0o600 })
    return { consoleSize: size, lastLines }
  } catch (error) {
    context.journal.note(
      'checkpoint',
      container,
      `“${checkpoint.name}” has nothing of its console: ${(error as Error).message}`,
    )
    return NOTHING_KEPT
  }
}

export const withConsole = (
  record: CheckpointRecord,
  { consoleSize, lastLines }: KeptConsole,
): CheckpointRecord => ({
  ...record,
  consoleSize,
  checkpoint: { ...record.checkpoint, lastLines },
})
