import { access, constants, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Tool } from '../../../shared/model.ts'
import { searchPath } from './child-env.ts'
import { type Argv, run } from './run.ts'

/** The path of a program, as a child of ours would find it; null where there is none. */
export async function which(name: string, path = searchPath()): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, name)
    if (await isExecutable(candidate)) return candidate
  }
  return null
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

const VERSION = /(\d+\.\d+(?:\.\d+)?)/
const known = new Map<string, Promise<string>>()

/**
 * The version a program tells of itself (`--version`), as numbers and dots; asked once until its file changes.
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
  // busybox without an applet prints its banner; some builds leave with 1 after it.
  const argv: Argv = [program, ...(program.endsWith('busybox') ? [] : ['--version'])]
  const { stdout, stderr } = await run(argv, { allowExitCodes: [1], timeoutMs: 10_000 })
  return VERSION.exec(`${stdout}\n${stderr}`)?.[1] ?? ''
}

/** Compares versions by their numbers; one that is not known counts as the newest. */
export function isOlder(version: string, than: string): boolean {
  if (!version) return false
  const [a, b] = [version, than].map((text) => text.split('.').map(Number))
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** Where a program is and which version, for preflight; nulls where there is none or it does not run. */
export async function describeTool(path: string | null): Promise<Tool> {
  if (!path) return { path: null, version: null }
  const version = await versionOf(path).catch(() => null)
  return { path, version: version || null }
}

/** The programs of `name` in the order in which they are found: those of `first`, then PATH's. */
export async function findTool(name: string, first?: string): Promise<string | null> {
  return which(name, searchPath(first))
}
