/** `node list-playwright.mjs FLAG…`: prints Playwright's tests as the JSON that run-part.mjs reads, without running them. */
import { join } from 'node:path'
import { ROOT } from '../compile.mjs'
import { run } from '../setup/run.mjs'

/** @typedef {{ title: string, specs?: { title: string }[], suites?: Suite[] }} Suite */

const cli = join(ROOT, 'node_modules/@playwright/test/cli.js')
const command = [
  process.execPath,
  cli,
  'test',
  '--list',
  '--reporter=json',
  ...process.argv.slice(2),
]
const { stdout } = await run(command, { cwd: ROOT })
/** @type {Suite[]} */
const suites = JSON.parse(stdout).suites
console.log(JSON.stringify(suites.flatMap((suite) => namesIn(suite, []))))

/** @param {Suite} suite @param {string[]} above @returns {{ name: string }[]} */
function namesIn(suite, above) {
  const path = [...above, suite.title]
  return [
    ...(suite.specs ?? []).map((spec) => ({ name: [...path, spec.title].join(' › ') })),
    ...(suite.suites ?? []).flatMap((one) => namesIn(one, path)),
  ]
}
