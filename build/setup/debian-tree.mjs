import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { updateLists } from './packages.mjs'
import { run } from './run.mjs'
import { toolsFolder } from './tools.mjs'
import { debianSource } from './unpack-privately.mjs'

const place = () => join(toolsFolder(), 'debian-for-tests.tar')

/** What a Debian is the same Debian without, as images of it leave it out. */
const LEFT_OUT = [
  'var/cache/apt/archives/*.deb',
  'var/lib/apt/lists/*',
  'var/log/*',
  ...['doc', 'locale', 'man', 'zoneinfo'].map((name) => `usr/share/${name}/*`),
]

/** @returns {string | undefined} a tar of the smallest Debian, of which the tests make an image */
export const debianTree = () => (existsSync(place()) ? place() : undefined)

/**
 * Makes it by debootstrap, of the distribution and the mirror that this machine's apt uses. A minute; 80 MB. Needs root.
 * @throws {Error} where apt knows no Debian, or what debootstrap said
 */
export async function makeDebianTree() {
  let source = await debianSource()
  if (!source) {
    await updateLists([])
    source = await debianSource()
  }
  if (!source) throw new Error('this machine’s apt knows no Debian mirror')
  mkdirSync(toolsFolder(), { recursive: true, mode: 0o755 })
  const work = mkdtempSync(join(toolsFolder(), '.debian-'))
  try {
    const root = join(work, 'root')
    const tar = join(work, 'tar')
    await run(['debootstrap', '--variant=minbase', source.suite, root, source.mirror])
    const without = LEFT_OUT.map((pattern) => `--exclude=./${pattern}`)
    const kept = ['--numeric-owner', '--xattrs', '--xattrs-include=*']
    await run(['tar', '--create', ...kept, ...without, '--directory', root, '--file', tar, '.'])
    renameSync(tar, place())
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
