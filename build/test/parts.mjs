import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compile, ROOT } from '../compile.mjs'
import { testElectronProblem } from '../setup/test-electron.mjs'
import { isRoot, which } from '../setup/tools.mjs'

/**
 * One part of the tests.
 * @typedef {object} Part
 * @property {'nodeModules' | 'start' | 'test'} purpose what it needs of the machine
 * @property {string[]} command
 * @property {string[]} [list] prints its tests as JSON without running them; where there is a `skip`
 * @property {Record<string, string>} [env]
 * @property {() => Promise<void>} [prepare]
 * @property {() => string | undefined} [skip] why it cannot run here; its tests are then counted as skipped
 * @property {boolean} [spared] in CI, too, it may be skipped: what it needs may not be had everywhere
 * @property {() => string | undefined} [covered] why running it would only repeat another part
 */

const NODE = process.execPath
const HERE = import.meta.dirname

/** True where the whole machine is on cgroup v2 already. */
const isV2 = existsSync('/sys/fs/cgroup/cgroup.controllers')

const needsRoot = () =>
  isRoot() ? undefined : 'needs root: real runc with limits, CRIU, mounts (sudo npm test)'

/** @param {'run' | 'list'} verb @param {string} project @param {string[]} flags */
const vitest = (verb, project, ...flags) => [
  NODE,
  join(ROOT, 'node_modules/vitest/vitest.mjs'),
  verb,
  '--config=build/vitest.config.ts',
  `--project=${project}`,
  ...flags,
]

const reporters = ['--reporter=default', `--reporter=${join(HERE, 'vitest-reporter.mjs')}`]

/** @param {string} project */
const quick = (project) => vitest('run', project, ...reporters)

const playwright = [NODE, join(ROOT, 'node_modules/@playwright/test/cli.js'), 'test']
const desktopConfig = ['--config=build/playwright.desktop.config.ts']

/** @returns {string | undefined} why the packaged program cannot be clicked through here */
function whyNoDesktop() {
  const problem = testElectronProblem()
  if (problem) return `the Electron of the tests is not here: ${problem}`
  if (!which('Xvfb')) return 'there is no Xvfb'
  return needsRoot()
}

/** One file after the other: they share the machine's cgroups and mounts. @param {string} project @param {string[]} files */
const serial = (project, ...files) =>
  vitest('run', project, '--no-file-parallelism', ...reporters, ...files)

/** On a machine that is on v1: the same, shown one of pure cgroup v2. @param {string[]} command */
const onV2 = (command) =>
  isV2
    ? command
    : [
        'unshare',
        '--mount',
        '--propagation',
        'private',
        NODE,
        join(HERE, 'in-cgroup2.mjs'),
        ...command,
      ]

/** @param {string} part */
const coveredOnV2 = (part) => () =>
  isV2 ? `this machine is on cgroup v2, where ${part} has just run` : undefined

const listIntegration = vitest('list', 'integration', '--json')

/** What is said of every state, consoles with their bytes, and the ends of processes: once more, over a pipe. */
const OVER_STDIO = ['init-table', 'consoles', 'ends'].map(
  (name) => `test/integration/engine/${name}.test.ts`,
)

/** Ways to an engine, and what images are, which are the same whatever the cgroups are. */
const NO_CGROUPS = [
  'hosts/**',
  ...['hostile', 'images', 'many', 'outgoing', 'real'].map((name) => `images/${name}.test.ts`),
].flatMap((pattern) => ['--exclude', `test/integration/${pattern}`])
const NO_IMAGES = ['--exclude', 'test/campaign/images.test.ts']

/** The same tests with fewer deaths, bytes and cycles. @type {Part} */
const shortCampaign = {
  purpose: 'start',
  command: serial('campaign'),
  env: { RUNCIBLE_CAMPAIGN: 'short' },
  list: vitest('list', 'campaign', '--json'),
  prepare: compile,
  skip: needsRoot,
}

/** @type {Record<string, Part>} */
export const PARTS = {
  unit: { purpose: 'nodeModules', command: quick('unit') },
  contract: { purpose: 'nodeModules', command: quick('contract'), prepare: compile },
  integration: {
    purpose: 'start',
    command: serial('integration'),
    list: listIntegration,
    prepare: compile,
    skip: needsRoot,
  },
  'integration:v2': {
    purpose: 'start',
    command: onV2([...serial('integration'), ...NO_CGROUPS]),
    list: [...listIntegration, ...NO_CGROUPS],
    prepare: compile,
    skip: needsRoot,
    covered: coveredOnV2('integration'),
  },
  'integration:stdio': {
    purpose: 'start',
    command: serial('integration', ...OVER_STDIO),
    env: { RUNCIBLE_TEST_HOST: 'stdio' },
    list: [...listIntegration, ...OVER_STDIO],
    prepare: compile,
    skip: needsRoot,
  },
  'campaign:short': shortCampaign,
  'campaign:short:v2': {
    ...shortCampaign,
    command: onV2([...shortCampaign.command, ...NO_IMAGES]),
    list: [...(shortCampaign.list ?? []), ...NO_IMAGES],
    covered: coveredOnV2('campaign:short'),
  },
  e2e: {
    purpose: 'test',
    command: [...playwright, '--config=build/playwright.config.ts'],
    prepare: compile,
  },
  desktop: {
    purpose: 'test',
    command: [...playwright, ...desktopConfig],
    list: [NODE, join(HERE, 'list-playwright.mjs'), ...desktopConfig],
    prepare: async () => {
      const { packForTests } = await import('../packages/for-tests.mjs')
      await packForTests()
    },
    skip: whyNoDesktop,
    spared: true,
  },
  campaign: {
    purpose: 'start',
    command: serial('campaign'),
    list: vitest('list', 'campaign', '--json'),
    prepare: compile,
    skip: needsRoot,
  },
}

/** What `npm test` runs; the whole campaign takes too long to be among them. */
export const DEFAULT_PARTS = [
  'unit',
  'contract',
  'integration',
  'integration:v2',
  'integration:stdio',
  'campaign:short',
  'campaign:short:v2',
  'e2e',
  'desktop',
]
