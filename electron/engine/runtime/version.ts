import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Argv, run } from './run.ts'

const VERSION = /(\d+\.\d+(?:\.\d+)?)/
/** A program that does not say its version within this hangs. */
const ANSWER_MS = 10_000

const known = new Map<string, Promise<string>>()

/**
 * The version a program tells of itself, as numbers and dots ('' where it tells none); asked once until its file changes.
 * Throws as run() does.
 */
export async function versionOf(program: string): Promise<string> {
  const key = await stat(program).then(
    ({ mtimeMs, size }) => `${program} ${mtimeMs} ${size}`,
    () => null,
  )
  if (key === null) return askVersion(program)
  const asked = known.get(key) ?? askVersion(program)
  known.set(key, asked)
  asked.catch(() => known.delete(key))
  return asked
}

async function askVersion(program: string): Promise<string> {
  // busybox has no such option and says its version unasked.
  const argv: Argv = basename(program) === 'busybox' ? [program] : [program, '--version']
  const { stdout, stderr } = await run(argv, { timeoutMs: ANSWER_MS })
  return VERSION.exec(`${stdout}\n${stderr}`)?.[1] ?? ''
}

/** Compares versions by their numbers; one that is not known counts as the newest. */
export function isOlder(version: string, than: string): boolean {
  if (!version) return false
  const a = version.split('.').map(Number)
  const b = than.split('.').map(Number)
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
