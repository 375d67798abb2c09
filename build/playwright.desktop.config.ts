import { defineConfig } from '@playwright/test'

/** Clicks through the packaged program in the Electron of the tests. One worker, for all share the machine's runc. */
export default defineConfig({
  testDir: '../test/desktop',
  outputDir: '../test-results/desktop',
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI === 'true',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./test/playwright-reporter.mjs']],
})
