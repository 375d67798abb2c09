import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where a package keeps the engine and the Node that runs it; all of it is root's where the package was installed. */
export const packagedEngine = (resources: string): string => join(resources, '../engine')

/**
 * The command that starts the engine without a window, but for its flags: the package's own, or from a checkout the bundle
 * beside `here` with the Node that `npm start` runs on (RUNCIBLE_NODE).
 */
export function engineCommand(resources: string, here: string, env = process.env): string[] {
  const folder = packagedEngine(resources)
  const node = join(folder, 'node')
  if (existsSync(node)) return [node, join(folder, 'engine/main.cjs')]
  return [env.RUNCIBLE_NODE || 'node', join(here, '../headless/main.cjs')]
}
