import { mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { run } from '../setup/run.mjs'
import { EXECUTABLE, packageVersion } from './about.mjs'

/**
 * Makes the tar.gz: the program's folder alone, to be unpacked anywhere. Its engine is not run as root from there, unless
 * all of the path is root's.
 * @param {{ folder: string, electron: string, to: string }} options as makeDeb's
 * @returns {Promise<string>} the archive
 */
export async function makeTarball({ folder, electron, to }) {
  const name = `${EXECUTABLE}-${packageVersion(electron)}-${process.arch}`
  const file = join(to, `${name}.tar.gz`)
  mkdirSync(to, { recursive: true })
  const root = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name']
  const renamed = `--transform=s,^${basename(folder)},${name},`
  await run(['tar', '-czf', file, ...root, renamed, '-C', dirname(folder), basename(folder)])
  return file
}
