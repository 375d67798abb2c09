import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../setup/run.mjs'
import { debArchitecture, EXECUTABLE, MAINTAINER, packageVersion, SUMMARY } from './about.mjs'
import { DEPENDS, RECOMMENDS } from './depends.mjs'
import { fileText, layTree } from './install-tree.mjs'

const KIB = 1024

/** Lines of at most 79 characters, as dpkg's own programs show them. */
const LONG_DESCRIPTION = [
  'Containers, exec sessions and consoles outlive it. It works as an ordinary',
  'user; what needs root is done by an engine of its own that starts only after',
  'polkit has asked.',
]

const MAINTAINER_SCRIPTS = ['postinst', 'postrm']

/**
 * Makes the .deb, by dpkg-deb, which every Debian has: fpm would bring Ruby for the same archive.
 * @param {{ folder: string, electron: string, to: string, fast?: boolean }} options folder: what makeDir made; electron: its version; fast: not compressed, which takes two minutes
 * @returns {Promise<string>} the package
 */
export async function makeDeb({ folder, electron, to, fast = false }) {
  const version = packageVersion(electron)
  const file = join(to, `${EXECUTABLE}_${version}_${debArchitecture()}.deb`)
  mkdirSync(to, { recursive: true })
  // Beside the folder: its files are linked, not copied.
  const tree = mkdtempSync(join(dirname(folder), '.deb-'))
  try {
    await layTree(folder, tree, version)
    layControl(tree, version)
    const compression = fast ? '-Znone' : '-Zxz'
    await run(['dpkg-deb', '--root-owner-group', compression, '--build', tree, file])
    return file
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

/** @param {string} tree @param {string} version */
function layControl(tree, version) {
  const control = join(tree, 'DEBIAN')
  const fields = {
    Package: EXECUTABLE,
    Version: version,
    Architecture: debArchitecture(),
    Maintainer: MAINTAINER,
    'Installed-Size': String(Math.ceil(sizeOf(tree) / KIB)),
    Depends: DEPENDS.map((names) => names.replaceAll('|', ' | ')).join(', '),
    Recommends: RECOMMENDS.join(', '),
    Section: 'devel',
    Priority: 'optional',
    Description: [SUMMARY, ...LONG_DESCRIPTION].join('\n '),
  }
  mkdirSync(control, { mode: 0o755 })
  writeFileSync(
    join(control, 'control'),
    Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
  )
  for (const name of MAINTAINER_SCRIPTS) {
    writeFileSync(join(control, name), fileText(name, version), { mode: 0o755 })
  }
}

/** @param {string} folder @returns {number} bytes of all files below it */
function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name)
    return sum + (entry.isDirectory() ? sizeOf(path) : entry.isFile() ? statSync(path).size : 0)
  }, 0)
}
