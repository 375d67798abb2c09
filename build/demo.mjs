#!/usr/bin/env node
/**
 * `npm run demo [-- --yes]`: plays the main job by itself in a browser, on folders of its own, and tells each step and the
 * commands under it. The pictures that it leaves in build/pictures are the README's.
 */
import { compile } from './compile.mjs'
import { consent } from './setup/ask.mjs'
import { setUp } from './setup/install.mjs'
import { findBrowser } from './setup/needs.mjs'
import { needsFor } from './setup/purposes.mjs'

try {
  const agreed = consent(process.argv.includes('--yes') || process.env.CI === 'true')
  const missing = await setUp(needsFor('test'), agreed)
  const blocking = missing.filter((need) => need.essential).map(({ name }) => name)
  if (!findBrowser()) blocking.push('a Chromium')
  if (blocking.length) throw new Error(`The demo cannot play without ${blocking.join(', ')}.`)
  await compile()
  // Only now: on a fresh machine the libraries were not there before.
  const { play } = await import('./demo/play.mjs')
  await play()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
