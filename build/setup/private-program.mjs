import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The dynamic loader by Node's name of the architecture, below the unpacked root. */
const LOADERS = { x64: 'ld-linux-x86-64.so.2', arm64: 'ld-linux-aarch64.so.1' }

/**
 * A program of an unpacked tree, started through the loader and the libraries that came with it.
 * @param {string} root the unpacked tree @param {string} program its path in it
 * @returns {string[]} the command
 * @throws {Error} where the tree has no loader for this machine
 */
export function commandIn(root, program) {
  const loader = LOADERS[/** @type {keyof typeof LOADERS} */ (process.arch)]
  if (!loader) throw new Error(`no private ${program} for the architecture ${process.arch}`)
  const libraries = readdirSync(join(root, 'usr/lib'))
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(root, 'usr/lib', name))
  const path = libraries.map((folder) => join(folder, loader)).find((file) => existsSync(file))
  if (!path) throw new Error(`what was unpacked for ${program} brings no ${loader}`)
  return [path, '--library-path', libraries.join(':'), join(root, program)]
}

/**
 * Puts a script that starts a program into its place, by rename.
 * @param {string} wrapper its path @param {string} work a folder on the same disk
 * @param {{ comment: string, env?: Record<string, string>, command: string[] }} what
 */
export function writeWrapper(wrapper, work, { comment, env = {}, command }) {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${quote(value)} `)
  const line = `${settings.join('')}exec ${command.map(quote).join(' ')} "$@"`
  const next = join(work, 'wrapper')
  writeFileSync(next, `#!/bin/sh\n# ${comment}\n${line}\n`, { mode: 0o755 })
  renameSync(next, wrapper)
}

/** @param {string} part */
const quote = (part) => `'${part.replaceAll("'", `'\\''`)}'`
