import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkpointctl } from '../../../build/setup/checkpointctl.mjs'
import { which } from '../../../electron/engine/runtime/which.ts'
import type { CallInput } from '../../../shared/contract.ts'
import { type TestEngine, skipReason as withoutEngine } from '../../support/test-engine.ts'
import { without } from '../../support/unless.ts'

export const exec = promisify(execFile)
export const skipReason = withoutEngine || without({ zstd: await which('zstd') })
export const withoutCheckpointctl = checkpointctl() ? '' : 'lacks checkpointctl'

/** What checkpointctl prints. */
export async function ctl(...args: string[]): Promise<string> {
  const [program = '', ...first] = checkpointctl() ?? []
  return (await exec(program, [...first, ...args])).stdout
}

export const exportTo = (engine: TestEngine, checkpoint: string, path: string) =>
  engine.call('checkpoints.export', { checkpoint, path })
export const look = (engine: TestEngine, path: string) => engine.call('checkpoints.look', { path })
export const bring = (engine: TestEngine, input: CallInput<'checkpoints.import'>) =>
  engine.call('checkpoints.import', input)

/** A folder of an archive's parts, unpacked by GNU tar. */
export async function unpacked(path: string, to: string): Promise<string> {
  await exec('mkdir', ['-p', to])
  await exec('tar', ['--extract', '--zstd', '--file', path, '--directory', to])
  return to
}

export const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'))
