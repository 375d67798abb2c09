import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testElectronFolder } from '../../../build/setup/test-electron.mjs'

/**
 * A STAND-IN for Electron's own default_app.asar, which the package that the tests' Electron is taken from has left away: it
 * runs the script that is named on the command line, as that does.
 */
const DEFAULT_APP = `const { resolve } = require('node:path')
const script = process.argv.slice(1).find((word) => !word.startsWith('-'))
require('node:module')._load(resolve(script), module, true)
`

/** Lays the tests' Electron into the new folder `to` as its own download would: a program that runs scripts. */
export function layElectron(to: string): void {
  execFileSync('cp', ['--archive', '--reflink=auto', testElectronFolder(), to])
  const resources = join(to, 'resources')
  if (existsSync(join(resources, 'default_app.asar'))) return
  const app = join(resources, 'app')
  mkdirSync(app)
  writeFileSync(join(app, 'package.json'), JSON.stringify({ main: 'main.js' }))
  writeFileSync(join(app, 'main.js'), DEFAULT_APP)
}
