import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandIn } from './private-program.mjs'
import { toolsFolder } from './tools.mjs'
import { debianMirror, unpackPrivately } from './unpack-privately.mjs'

const place = () => join(toolsFolder(), 'checkpointctl')

/** @returns {string[] | undefined} how Debian's newest checkpointctl is started */
export const checkpointctl = () =>
  existsSync(place()) ? commandIn(place(), 'usr/bin/checkpointctl') : undefined

/** Unpacks it from the machine's own mirror, with the libraries it was built for; five seconds. Needs root. */
export async function unpackCheckpointctl() {
  const mirror = await debianMirror()
  if (!mirror) throw new Error('this machine’s apt knows no Debian mirror')
  mkdirSync(toolsFolder(), { recursive: true, mode: 0o755 })
  const work = mkdtempSync(join(toolsFolder(), '.checkpointctl-'))
  // apt's own user walks in.
  chmodSync(work, 0o755)
  try {
    renameSync(await unpackPrivately(work, mirror, ['checkpointctl']), place())
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
