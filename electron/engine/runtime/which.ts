import { access, constants, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { searchPath } from './child-env.ts'

/** The path of a program, as a child of ours would find it; null where there is none. */
export async function which(name: string, path = searchPath()): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, name)
    if (await isExecutable(candidate)) return candidate
  }
  return null
}

/** Whether this user may run the file at `path`. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
