#!/usr/bin/env node
/**
 * `npm test [-- PART…] [-- --yes] [-- --in-turn]`: sets the machine up, runs the parts, ends with `N passed, N failed, N
 * skipped`. Where there are two cores those that click, and the contract's, run beside those that drive runc, unless `--in-turn`
 * forbids it; what the second one prints comes when the first has ended. What keeps times comes after that, alone.
 * Without a terminal to ask on it installs what is missing, for a test run is meant to bring its machine along.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { consent } from './setup/ask.mjs'
import { setUp } from './setup/install.mjs'
import { needsFor, pick } from './setup/purposes.mjs'
import { DEFAULT_PARTS, PARTS } from './test/parts.mjs'
import { broken, runPart, skipPart } from './test/run-part.mjs'
import { stage } from './test/stage.mjs'
import { summary } from './test/summary.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true, default: [] },
    yes: { type: 'boolean', short: 'y', default: false },
    'in-turn': { type: 'boolean', default: false },
  },
})
const inCi = process.env.CI === 'true'
const named = [...values.only, ...positionals]
const names = named.length ? named : DEFAULT_PARTS
const unknown = names.filter((name) => !PARTS[name])
if (unknown.length) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}

/** @type {Map<string, import('./test/report.mjs').Report>} */
const reports = new Map()
if (await isReady()) {
  const inTurn = values['in-turn'] || availableParallelism() < 2
  const lanes = inTurn ? [names] : inLanes()
  const { enter } = stage((text) => process.stdout.write(text))
  await Promise.all(
    lanes.map(async (lane) => {
      for (const name of lane) await test(name, lanes.length > 1 ? enter() : undefined)
    }),
  )
  for (const name of inTurn ? [] : names.filter((one) => PARTS[one]?.alone)) await test(name)
}
const lines = summary(inOrder())
console.log(lines.join('\n'))
const failed = [...reports.values()].some((report) => report.failed.length)
// What ends the process may be none of ours: the code is ours all the same.
process.on('exit', () => {
  process.exitCode = failed ? 1 : 0
})

/** Installs what these parts need. @returns {Promise<boolean>} whether they can run at all */
async function isReady() {
  const purposes = new Set(names.map((name) => PARTS[name]?.purpose))
  const purpose = purposes.has('test') ? 'test' : purposes.has('start') ? 'start' : undefined
  const needs = purpose ? needsFor(purpose) : pick('nodeModules')
  const missing = await setUp(needs, consent(values.yes || inCi || !process.stdin.isTTY))
  // In CI nothing may be skipped for want of a program; elsewhere the tests skip and say so.
  const fatal = missing.filter((need) => (inCi && !need.spared) || need.name === 'node modules')
  if (fatal.length) {
    reports.set('set-up', {
      passed: 0,
      skipped: [],
      failed: fatal.map((need) => `set-up: ${need.name}: ${need.wrong}`),
    })
  }
  return !fatal.some((need) => need.name === 'node modules')
}

/** What drives runc, and what runs beside that, where there are both. @returns {string[][]} */
function inLanes() {
  const lanes = [false, true].map((beside) =>
    names.filter((name) => !PARTS[name]?.alone && Boolean(PARTS[name]?.beside) === beside),
  )
  return lanes.filter((lane) => lane.length)
}

/** Those of the parts as they were named, whichever ended first. */
function inOrder() {
  const order = ['set-up', ...names]
  return new Map([...reports].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)))
}

/** @param {string} name @param {{ say(text: string): void, end(): void }} [voice] */
async function test(name, voice) {
  const part = PARTS[name]
  if (!part) return
  const say = (/** @type {string} */ line) => (voice ? voice.say(`${line}\n`) : console.log(line))
  const began = Date.now()
  say(`\n── ${name} ──`)
  const covered = named.length ? undefined : part.covered?.()
  const skip = part.skip?.()
  if (covered) say(`Not run again: ${covered}.`)
  else if (!skip) reports.set(name, await runPart(name, part, voice?.say))
  else {
    say(`Skipped: ${skip}.`)
    if (inCi && !part.spared) reports.set(name, broken(`${name}: ${skip}`))
    else reports.set(name, await skipPart(name, part, skip))
  }
  say(`── ${name}: ${Math.round((Date.now() - began) / 1000)} s ──`)
  voice?.end()
}
