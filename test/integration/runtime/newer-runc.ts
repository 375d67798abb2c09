import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { withoutRoot } from '../../support/unless.ts'

const execute = promisify(execFile)
/** Debian's newest: its runc is years ahead of the stable one's. */
const SUITE = 'sid'
const FETCH_MS = 120_000

/** Kept between runs: what was fetched once is there. */
const CACHE = join(process.env.RUNCIBLE_TOOLS ?? tmpdir(), 'test', 'newer-runc')

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
    const root = await unpack(work)
    await tieToItsLibraries(root, join(CACHE, 'root'), join(work, 'runc'))
    renameSync(work, CACHE)
    return { path, why: '' }
  } catch (error) {
    rmSync(work, { recursive: true, force: true })
    if (process.env.CI === 'true') throw error
    return { path, why: `no newer runc can be had: ${String(error).split('\n')[0]}` }
  }
}

/** Lets apt resolve runc as if onto an empty system, from the mirror that this machine uses, and unpacks what it names. */
async function unpack(work: string): Promise<string> {
  const own = (name: string) => join(work, 'apt', name)
  for (const name of ['state/lists/partial', 'cache/archives/partial']) {
    mkdirSync(own(name), { recursive: true })
  }
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
  const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : ''
  writeFileSync(own('sources.list'), `deb ${signed}${await mirror()} ${SUITE} main\n`)
  const options = {
    'Dir::State': own('state'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': own('cache'),
    'Dir::Etc::sourcelist': own('sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  }
  const apt = (...args: string[]) =>
    run('apt-get', ...Object.entries(options).map(([key, value]) => `-o${key}=${value}`), ...args)
  await apt('update')
  await apt('install', '--download-only', '--no-install-recommends', '-y', 'runc', 'patchelf')
  const root = join(work, 'root')
  const archives = own('cache/archives')
  for (const name of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', '-x', join(archives, name), root)
  }
  rmSync(own('.'), { recursive: true })
  return root
}

async function mirror(): Promise<string> {
  const format = '$(ORIGIN)|$(LABEL)|$(REPO_URI)'
  const targets = await run('apt-get', 'indextargets', '--format', format, 'Created-By: Packages')
  const row = targets.split('\n').find((line) => line.startsWith('Debian|Debian|'))
  if (!row) throw new Error('apt knows no Debian mirror')
  return row.split('|')[2] ?? ''
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
  await run(
    join(root, libraries, loader ?? ''),
    ...['--library-path', join(root, libraries), join(root, 'usr/bin/patchelf')],
    ...['--set-interpreter', join(home, libraries, loader ?? '')],
    ...['--set-rpath', join(home, libraries), path],
  )
}

const run = async (program: string, ...args: string[]) =>
  (await execute(program, args, { timeout: FETCH_MS })).stdout
