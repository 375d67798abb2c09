import { defineConfig } from 'vitest/config'
import { macros } from './macros.ts'

const root = new URL('..', import.meta.url).pathname

// Containers of others on this machine are no test’s.
process.env.RUNCIBLE_FOREIGN_ROOTS ??= ''

/** Over ssh there is one sshd for all files. */
const globalSetup = process.env.RUNCIBLE_TEST_HOST === 'ssh' ? ['test/support/sshd-for-all.ts'] : []

/** Renderer files speak English. */
const setupFiles = ['test/support/english.ts']
const plugins = [macros()]

/** The parts of `npm test` that run in Node; integration drives real runc, conmon and CRIU. */
export default defineConfig({
  root,
  test: {
    projects: [
      { root, plugins, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], setupFiles } },
      {
        root,
        plugins,
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup,
          setupFiles,
        },
      },
      {
        root,
        plugins,
        test: {
          name: 'integration',
          setupFiles,
          include: ['test/integration/**/*.test.ts'],
          globalSetup,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        root,
        plugins,
        test: {
          name: 'campaign',
          setupFiles,
          include: ['test/campaign/**/*.test.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
