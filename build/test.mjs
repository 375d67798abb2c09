#!/usr/bin/env node
/**
 * `npm test [-- PART…] [-- --yes]`: sets the machine up, runs the parts in turn, ends with `N passed, N failed, N skipped`.
 * Without a terminal to ask on it installs what is missing, for a test run is meant to bring its machine along.
 */
import { parseArgs } from 'node:util'
import { consent } from './setup/ask.mjs'
import { setUp } from './setup/install.mjs'
import { needsFor, pick } from './setup/purposes.mjs'
import { DEFAULT_PARTS, PARTS } from './test/parts.mjs'
import { broken, runPart, skipPart } from './test/run-part.mjs'
import { summary } from './test/summary.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true, default: [] },
    yes: { type: 'boolean', short: 'y', default: false },
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
if (await isReady()) for (const name of names) await test(name)
const lines = summary(reports)
console.log(lines.join('\n'))
process.exitCode = [...reports.values()].some((report) => report.failed.length) ? 1 : 0

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

/** @param {string} name */
async function test(name) {
  const part = PARTS[name]
  if (!part) return
  console.log(`\n── ${name} ──`)
  const covered = named.length ? undefined : part.covered?.()
  if (covered) {
    console.log(`Not run again: ${covered}.`)
    return
  }
  const skip = part.skip?.()
  if (skip) console.log(`Skipped: ${skip}.`)
  if (!skip) reports.set(name, await runPart(name, part))
  else if (inCi && !part.spared) reports.set(name, broken(`${name}: ${skip}`))
  else reports.set(name, await skipPart(name, part, skip))
}
