import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { criuVerdict } from './criu-probe.mjs'
import { installPackages, updateLists } from './packages.mjs'
import { isExecutable, SYSTEM_TOOLS, toolsFolder, which } from './tools.mjs'
import { commandIn, debianMirror, unpackPrivately } from './unpack-privately.mjs'

const PLUGINS = 'usr/lib/criu'

/**
 * Finds a criu that dumps and restores on this kernel: the system's own, else the private one.
 * @returns {Promise<{ path?: string, why: string }>} path, or why there is none
 */
export async function findCriu() {
  const candidates = [
    which('criu'),
    ...[toolsFolder(), SYSTEM_TOOLS].map((tools) => join(tools, 'bin/criu')),
  ]
  let why = 'there is none'
  for (const path of new Set(candidates)) {
    if (!path || !isExecutable(path)) continue
    const verdict = await criuVerdict(path)
    if (verdict?.works) return { path, why: '' }
    why = verdict
      ? `${path} fails on this kernel: ${verdict.said}`
      : `${path} can only be tried by root`
  }
  return { why }
}

/**
 * Brings a criu that works here. Needs root.
 * @throws {Error} when neither Debian's newest nor the distribution's own can be had, or neither works on this kernel
 */
export async function installCriu() {
  let mirror = await debianMirror()
  if (!mirror) {
    // apt knows where a list comes from only once it has fetched it.
    await updateLists([])
    mirror = await debianMirror()
  }
  if (mirror) return unpackCriu(mirror)
  if (!which('criu')) await installPackages([], ['criu'])
  const { path, why } = await findCriu()
  if (path) return path
  throw new Error(
    `${why}, and this machine's apt knows no Debian mirror to take a newer one from. Install a newer criu by hand, ` +
      'or name a mirror in RUNCIBLE_DEBIAN_MIRROR (with package debian-archive-keyring) and run the set-up again',
  )
}

/**
 * Unpacks the newest criu of Debian with every library it needs into a folder of its own, and puts a wrapper before it.
 * Nothing of the system is replaced and its apt sources stay as they are; apt checks the signatures as always.
 * The wrapper comes last and by rename, and counts only once it has dumped and restored a process: a killed set-up
 * leaves nothing that looks finished.
 * @param {string} mirror
 * @returns {Promise<string>} the wrapper's path
 * @throws {Error} when the download fails or the new criu does not work either
 */
async function unpackCriu(mirror) {
  const tools = toolsFolder()
  mkdirSync(tools, { recursive: true, mode: 0o755 })
  for (const name of readdirSync(tools)) {
    if (name.startsWith('.criu-')) rmSync(join(tools, name), { recursive: true, force: true })
  }
  const work = mkdtempSync(join(tools, '.criu-'))
  // apt fetches as its own user, who must be able to walk in.
  chmodSync(work, 0o755)
  try {
    const root = await unpackPrivately(work, mirror, ['criu'])
    // CRIU refuses to start where the plugin folder it was given is not there.
    mkdirSync(join(root, PLUGINS), { recursive: true })
    const wrapper = putInPlace(tools, work)
    const verdict = await criuVerdict(wrapper)
    if (!verdict?.works)
      throw new Error(`the newest criu of Debian fails on this kernel too: ${verdict?.said}`)
    return wrapper
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {string} tools @param {string} work @returns {string} the wrapper's path */
function putInPlace(tools, work) {
  const place = join(tools, 'criu')
  const wrapper = join(tools, 'bin/criu')
  const root = join(place, 'root')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { mode: 0o755 })
  renameSync(join(work, 'root'), root)
  const command = commandIn(root, 'usr/sbin/criu').map(
    (part) => `'${part.replaceAll("'", `'\\''`)}'`,
  )
  mkdirSync(join(tools, 'bin'), { recursive: true, mode: 0o755 })
  const script = [
    '#!/bin/sh',
    '# criu with the loader and the libraries it was built for; plugins of another criu are not for this one.',
    `CRIU_LIBS_DIR='${join(root, PLUGINS).replaceAll("'", `'\\''`)}' exec ${command.join(' ')} "$@"`,
  ]
  const next = join(work, 'wrapper')
  writeFileSync(next, `${script.join('\n')}\n`, { mode: 0o755 })
  renameSync(next, wrapper)
  return wrapper
}
