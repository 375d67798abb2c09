#!/usr/bin/env node
/**
 * Starts the peers' programs and times them, in a process that has loaded nothing else: forking a large process takes
 * longer (10 ms more for 200 MB), and that would be counted as theirs. Talks to programs.ts.
 */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/** @typedef {{ id: number, argv: [string, ...string[]], env: Record<string, string>, log: string | null }} Order */
/** @typedef {{ id: number, ms: number, code: number | string | null }} Outcome */

process.on('message', (/** @type {Order} */ { id, argv, env, log }) => {
  const [program, ...args] = argv
  const stderr = log === null ? 'ignore' : openSync(log, 'a')
  const begun = performance.now()
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', stderr],
  })
  /** @param {Outcome['code']} code */
  const done = (code) => process.send?.({ id, ms: performance.now() - begun, code })
  child.once('error', (error) => done(error.message))
  child.once('exit', (code, signal) => done(code ?? signal))
  if (stderr !== 'ignore') closeSync(stderr)
})
process.once('disconnect', () => process.exit())
