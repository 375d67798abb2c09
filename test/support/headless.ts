import { join } from 'node:path'
import type { Folders } from '../../electron/engine/paths.ts'

/** The engine without a window, as it is built. */
const PROGRAM = join(import.meta.dirname, '../../out/headless/main.cjs')

/** The command that runs it on these folders; it leaves no time between its last client and its end. */
export const headless = ({ state, run }: Pick<Folders, 'state' | 'run'>, ...flags: string[]) => [
  process.execPath,
  PROGRAM,
  ...['--state', state, '--run', run, '--linger', '0'],
  ...flags,
]
