#!/usr/bin/env node
/**
 * Brings a fresh machine to where Runcible runs: `npm run setup [-- --yes] [--for start|test|bench] [--only NAME]`.
 * Plain Node without dependencies, because it runs before there are any. Ends with 1 when something is missing still.
 */
import { parseArgs } from 'node:util'
import { consent } from './setup/ask.mjs'
import { setUp } from './setup/install.mjs'
import { NEEDS } from './setup/needs.mjs'
import { needsFor } from './setup/purposes.mjs'

const { values } = parseArgs({
  options: {
    yes: { type: 'boolean', short: 'y', default: process.env.CI === 'true' },
    for: { type: 'string', default: 'start' },
    only: { type: 'string' },
  },
})

/** @param {string} name */
function only(name) {
  const need = NEEDS[name]
  if (!need) throw new Error(`--only takes one of: ${Object.keys(NEEDS).join(', ')}`)
  return [need]
}

const needs = values.only ? only(values.only) : needsFor(values.for)
const missing = await setUp(needs, consent(values.yes))
if (missing.length === 0) console.log('Everything is there.')
process.exitCode = missing.some((need) => !need.spared) ? 1 : 0
