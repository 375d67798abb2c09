#!/usr/bin/env node
/** `npm run check`: layers, types, the window's languages, lint and format; every check runs, the first failure does not hide the others. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './compile.mjs'
import { lockProblems } from './lock.mjs'

const bin = (/** @type {string} */ name) => join(ROOT, 'node_modules/.bin', name)

/** @type {Record<string, string[]>} */
const CHECKS = {
  layers: [process.execPath, join(ROOT, 'build/layers.mjs')],
  types: [bin('tsc'), '--noEmit', '--project', ROOT],
  languages: [process.execPath, join(ROOT, 'build/language.mjs'), '--check'],
  'lint and format': [bin('biome'), 'check', '--config-path=build', '--error-on-warnings', '.'],
}

const problems = lockProblems()
for (const problem of problems) console.error(`package-lock.json: ${problem}`)
const broken = problems.length ? ['lock file'] : []
for (const [name, [file = '', ...args]] of Object.entries(CHECKS)) {
  console.log(`── ${name} ──`)
  if (spawnSync(file, args, { cwd: ROOT, stdio: 'inherit' }).status !== 0) broken.push(name)
}
console.log(broken.length ? `Not in order: ${broken.join(', ')}` : 'All checks passed.')
process.exitCode = broken.length ? 1 : 0
