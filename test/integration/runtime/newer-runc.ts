import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../../../build/setup/run.mjs'
import { toolsFolder } from '../../../build/setup/tools.mjs'
import { debianMirror, unpackPrivately } from '../../../build/setup/unpack-privately.mjs'
import { withoutRoot } from '../../support/unless.ts'

/** Kept between runs: what was fetched once is there. */
const CACHE = join(toolsFolder(), 'test', 'newer-runc')

/**
 * A newer runc, unpacked privately beside the system's with the libraries that it was built for; nothing of the system is
 * touched. `why` it cannot be had here, where it cannot. Throws that in CI, where nothing of the proof may be left out.
 */
export async function newerRunc(): Promise<{ path: string; why: string }> {
  const path = join(CACHE, 'runc')
  if (withoutRoot || existsSync(path)) return { path, why: withoutRoot }
  mkdirSync(dirname(CACHE), { recursive: true })
  const work = mkdtempSync(`${CACHE}-`)
  try {
    const mirror = await debianMirror()
    if (!mirror) throw new Error('apt knows no Debian mirror')
    // apt fetches as its own user, who must be able to walk in.
    chmodSync(work, 0o755)
    const root = await unpackPrivately(work, mirror, ['runc', 'patchelf'])
    rmSync(join(work, 'apt'), { recursive: true })
    await tieToItsLibraries(root, join(CACHE, 'root'), join(work, 'runc'))
    renameSync(work, CACHE)
    return { path, why: '' }
  } catch (error) {
    rmSync(work, { recursive: true, force: true })
    if (process.env.CI === 'true') throw error
    return { path, why: `no newer runc can be had: ${String(error).split('\n')[0]}` }
  }
}

/**
 * Writes its loader and libraries into the program itself: runc starts itself anew through /proc/self/exe, so a wrapper
 * before it would be lost. `home` is where `root` will be in the end.
 */
async function tieToItsLibraries(root: string, home: string, path: string): Promise<void> {
  const name = readdirSync(join(root, 'usr/lib')).find((name) => name.endsWith('-linux-gnu'))
  const libraries = join('usr/lib', name ?? '')
  const loader = readdirSync(join(root, libraries)).find((name) => name.startsWith('ld-linux-'))
  copyFileSync(join(root, 'usr/sbin/runc'), path)
  await run([
    join(root, libraries, loader ?? ''),
    ...['--library-path', join(root, libraries), join(root, 'usr/bin/patchelf')],
    ...['--set-interpreter', join(home, libraries, loader ?? '')],
    ...['--set-rpath', join(home, libraries), path],
  ])
}
