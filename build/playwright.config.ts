import { defineConfig } from '@playwright/test'
import { findBrowser } from './setup/needs.mjs'

// Containers of others on this machine are no test’s.
process.env.RUNCIBLE_FOREIGN_ROOTS ??= ''

/** Clicks in the machine's own Chromium: nothing is downloaded for it. One worker, for all share the machine's runc. */
export default defineConfig({
  testDir: '../test/e2e',
  outputDir: '../test-results',
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI === 'true',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./test/playwright-reporter.mjs']],
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    // A trace takes more than half as long again as what it traces; without one there are the page's picture and its tree.
    trace: process.env.RUNCIBLE_TRACE ? 'retain-on-failure' : 'off',
    launchOptions: { executablePath: findBrowser(), chromiumSandbox: process.getuid?.() !== 0 },
  },
})
