import { spawn } from 'node:child_process'
import { childEnv } from './child-env.ts'
import { withoutWithheld } from './withheld.ts'

/** Constant; its argument is a pid. What it reads ends when its engine does, however that ends. */
const GUARD = 'IFS= read -r word || kill -CONT "$1"'

/**
 * Has a process that is about to be stopped go on the moment this engine dies: what waits for it would stand still until there is
 * another one. Gives what dismisses the guard.
 */
export function guardHeld(pid: number): () => void {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'sh', String(pid)], {
    env: childEnv(),
    stdio: withoutWithheld(['pipe', 'ignore', 'ignore']),
    detached: true,
  })
  // Without one it is held all the same; the next engine lets it go on.
  guard.on('error', () => {})
  guard.stdin?.on('error', () => {})
  return () => guard.stdin?.end('\n')
}
