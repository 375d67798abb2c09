#!/usr/bin/env node
/**
 * `npm run bench [-- PART…] [-- --json FILE] [-- --rounds N] [-- --yes]`: Runcible beside runc alone, podman, containerd and a
 * bare pty, in turn, in one run. A goal that is missed is said and fails nothing; a figure of ours that could not be had
 * does.
 */
import { parseArgs } from 'node:util'
import { compile } from '../../build/compile.mjs'
import { consent } from '../../build/setup/ask.mjs'
import { setUp } from '../../build/setup/install.mjs'
import { needsFor } from '../../build/setup/purposes.mjs'
import { isRoot } from '../../build/setup/tools.mjs'
import { load } from './load.mjs'
import { runWithOwnRun } from './own-run.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '21' },
    yes: { type: 'boolean', short: 'y', default: false },
  },
})
if (!isRoot()) stop('The benchmark needs root: runc alone is paused, dumped and restored in it.')
const within = runWithOwnRun()
if (within !== null) process.exit(within)
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1) stop(`--rounds: ${values.rounds} is no number of them`)

const agreed = consent(values.yes || process.env.CI === 'true')
const missing = await setUp(needsFor('bench'), agreed)
const blocking = missing.filter((need) => need.essential)
if (blocking.length) stop(`Not without ${blocking.map((need) => need.name).join(', ')}.`)
await compile()
/** @type {typeof import('./bench.ts')} */
const { bench } = await load('bench.ts')
process.exitCode = await bench({ parts: positionals, rounds, json: values.json })

/** @param {string} why @returns {never} */
function stop(why) {
  console.error(why)
  process.exit(1)
}
