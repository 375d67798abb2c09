import { run } from './run.mjs'
import { isRoot, which } from './tools.mjs'

/**
 * How this user may install for the whole machine.
 * @returns {Promise<string[] | undefined>} what goes before a command: nothing for root, `sudo`; undefined without rights
 */
export async function rights() {
  if (isRoot()) return []
  const sudo = which('sudo')
  if (!sudo) return undefined
  // Where nobody can type a password only a sudo that asks for none helps.
  const check = process.stdin.isTTY ? [sudo, '-v'] : [sudo, '-n', 'true']
  const may = await run(check, { inherit: process.stdin.isTTY }).then(
    () => true,
    () => false,
  )
  return may ? [sudo] : undefined
}
