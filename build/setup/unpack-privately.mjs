import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.mjs'

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
const SUITE = 'sid'

/** The dynamic loader by Node's name of the architecture, below the unpacked root. */
const LOADERS = { x64: 'ld-linux-x86-64.so.2', arm64: 'ld-linux-aarch64.so.1' }

/** @returns {Promise<string | undefined>} the Debian mirror that this machine's own apt uses */
export async function debianMirror() {
  // RUNCIBLE_DEBIAN_MIRROR names one where there is none, as on Ubuntu (with package debian-archive-keyring).
  return process.env.RUNCIBLE_DEBIAN_MIRROR || (await debianSource())?.mirror
}

/** @returns {Promise<{ mirror: string, suite: string } | undefined>} where this machine's own apt has its Debian from */
export async function debianSource() {
  const format = '$(ORIGIN)|$(LABEL)|$(REPO_URI)|$(CODENAME)'
  const targets = ['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']
  const { stdout } = await run(targets)
  const rows = stdout.split('\n').map((line) => line.split('|'))
  const found = rows.find(([origin, label]) => origin === 'Debian' && label === 'Debian')
  const [, , mirror = '', suite = ''] = found ?? []
  // A release's updates are none by themselves.
  return found && { mirror, suite: suite.replace(/-.*$/, '') }
}

/**
 * Unpacks Debian's newest packages with every library they need, as apt resolves them onto an empty system, with lists and
 * sources of its own: nothing of this machine is replaced. Needs root.
 * @param {string} work an empty folder, in which apt's own user can walk @param {string} mirror @param {string[]} names
 * @returns {Promise<string>} `root` in that folder, with what they install
 */
export async function unpackPrivately(work, mirror, names) {
  const root = join(work, 'root')
  mkdirSync(root)
  for (const file of await download(join(work, 'apt'), mirror, names)) {
    await run(['dpkg-deb', '-x', file, root])
  }
  return root
}

/** @param {string} folder @param {string} mirror @param {string[]} names @returns {Promise<string[]>} the .deb files */
async function download(folder, mirror, names) {
  const archives = join(folder, 'cache/archives')
  mkdirSync(join(archives, 'partial'), { recursive: true })
  mkdirSync(join(folder, 'state/lists/partial'), { recursive: true })
  const signedBy = existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : ''
  writeFileSync(join(folder, 'sources.list'), `deb ${signedBy}${mirror} ${SUITE} main\n`)
  const own = {
    'Dir::State': join(folder, 'state'),
    'Dir::State::Lists': join(folder, 'state/lists'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Acquire::Languages': 'none',
    // A mirror may be some weeks behind: what it has is signed all the same, and as new as we need.
    'Acquire::Check-Valid-Until': 'false',
  }
  const apt = ['apt-get', ...Object.entries(own).map(([key, value]) => `-o${key}=${value}`)]
  await run([...apt, 'update'])
  await run([...apt, 'install', '--download-only', '--no-install-recommends', '-y', ...names])
  return readdirSync(archives)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(archives, name))
}

/**
 * @param {string} root the unpacked tree @param {string} program in it
 * @returns {string[]} that program, started through the loader that came with it
 */
export function commandIn(root, program) {
  const loader = LOADERS[/** @type {keyof typeof LOADERS} */ (process.arch)]
  if (!loader)
    throw new Error(`nothing can be unpacked privately for the architecture ${process.arch}`)
  const libraries = readdirSync(join(root, 'usr/lib'))
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(root, 'usr/lib', name))
  const path = libraries.map((folder) => join(folder, loader)).find((file) => existsSync(file))
  if (!path) throw new Error(`what was unpacked brings no ${loader}`)
  return [path, '--library-path', libraries.join(':'), join(root, program)]
}
