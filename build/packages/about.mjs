import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

/** @type {{ version: string, description: string, devDependencies: Record<string, string> }} */
const project = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

export const VERSION = project.version
export const SUMMARY = project.description

/** Names the program to desktops; its files are called after it. */
export const APP_ID = 'org.runcible.Runcible'
export const PRODUCT = 'Runcible'
export const EXECUTABLE = 'runcible'

/** Packages must name somebody; there is no address to write to. */
export const MAINTAINER = 'The Runcible authors <runcible@localhost>'

/** Where the .deb installs; pkexec's rule and the engine's launcher name places in it. */
export const PREFIX = `/opt/${PRODUCT}`

/** dpkg's name of Node's architecture. */
const DEB_ARCHITECTURES = /** @type {const} */ ({ x64: 'amd64', arm64: 'arm64' })

/** @returns {string} @throws {Error} on a machine that packages are not made for */
export function debArchitecture() {
  const name =
    DEB_ARCHITECTURES[/** @type {keyof typeof DEB_ARCHITECTURES} */ (process.arch)] ?? undefined
  if (!name) throw new Error(`packages are not made for the architecture ${process.arch}`)
  return name
}

/**
 * What a package made with this Electron is called: another Electron than the one that users are meant to get, as the tests
 * have, shows in the version and sorts before it.
 * @param {string} electron a version
 */
export const packageVersion = (electron) =>
  electron.split('.')[0] === project.devDependencies.electron?.replace(/^\D*/, '').split('.')[0]
    ? VERSION
    : `${VERSION}~electron${electron}`
