import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compile, ROOT } from '../compile.mjs'
import { findSshd } from '../setup/sshd.mjs'
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
 * @property {boolean} [alone] it keeps times, which hold for a machine that does nothing else
 * @property {boolean} [beside] it drives no runc, or only by clicks, and runs beside those that do
 */

const NODE = process.execPath
const HERE = import.meta.dirname

/** True where the whole machine is on cgroup v2 already. */
const isV2 = existsSync('/sys/fs/cgroup/cgroup.controllers')

const needsRoot = () =>
  isRoot() ? undefined : 'needs root: real runc with limits, CRIU, mounts (sudo npm test)'

const whyNoSsh = () => needsRoot() ?? (findSshd() && which('ssh') ? undefined : 'there is no sshd')

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

/** All that goes through an engine by its contract; the other folders hold parts of one in their own process, or ways to one. */
const WITH_ENGINE = ['engine', 'images', 'outgoing', 'groups'].map(
  (name) => `test/integration/${name}/`,
)

/** Every call and event once, what is said of every state, consoles with their bytes, and the ends of processes. */
const OVER_STDIO = ['every-call', 'init-table', 'consoles', 'ends'].map(
  (name) => `test/integration/engine/${name}.test.ts`,
)

/**
 * What asks for no cgroup, or for nothing of it that the state table, limits, ends and checkpoints do not: ways to an engine,
 * wild messages, images and volumes, files, networks, groups, consoles' bytes, moments once they are taken.
 */
const NO_CGROUPS = [
  ...['hosts', 'desktop', 'images', 'outgoing', 'groups', 'console', 'files', 'observers'].map(
    (room) => `${room}/**`,
  ),
  ...['fuzz', 'hostile-input', 'open-or-join', 'network', 'restarts', 'volumes'].map(
    (name) => `engine/${name}.test.ts`,
  ),
  ...[
    'mounts',
    'mounts-rootless',
    'automatic',
    'branch',
    'figures',
    'folders',
    'recreate',
    'rewind',
  ].map((name) => `engine/${name}.test.ts`),
  'lazy/**',
  ...[
    'archive',
    'archive-hostile',
    'archive-podman',
    'archive-wants',
    'compare',
    'inside',
    'stored',
  ].map((name) => `checkpoint/${name}.test.ts`),
  // Podman sets limits, and on a machine that lends its v2 to a test there are no controllers.
  'foreign/**',
].flatMap((pattern) => ['--exclude', `test/integration/${pattern}`])
/** Of the deaths of moments those at random instants of any life (campaign.test.ts) go there as well. */
const NO_CGROUPS_EITHER = [
  'images',
  'stored',
  'moment-disk',
  'moment-deaths',
  'archive-deaths',
  'rewinds',
  'lazy',
].flatMap((name) => ['--exclude', `test/campaign/${name}.test.ts`])
/** Its programs are downloaded: only the whole campaign does that. */
const NO_DOWNLOADS = ['--exclude', 'test/campaign/full-screen.test.ts']

/**
 * Tests of the suite over pipes: the engine in a process of its own, on its stdio, or behind a real sshd.
 * @param {'stdio' | 'ssh'} host @param {string[]} files @returns {Part}
 */
const overPipes = (host, files) => ({
  purpose: host === 'ssh' ? 'test' : 'start',
  command: serial('integration', ...files),
  env: { RUNCIBLE_TEST_HOST: host },
  list: [...listIntegration, ...files],
  prepare: compile,
  skip: host === 'ssh' ? whyNoSsh : needsRoot,
  spared: host === 'ssh',
})

/** The wild messages are many, and it is not ssh that they are for. */
const CONTRACT = ['--exclude', 'test/contract/fuzz/**']

/** The same tests with fewer deaths, bytes and cycles. @type {Part} */
const shortCampaign = {
  purpose: 'start',
  alone: true,
  command: serial('campaign', ...NO_DOWNLOADS),
  env: { RUNCIBLE_CAMPAIGN: 'short' },
  list: [...vitest('list', 'campaign', '--json'), ...NO_DOWNLOADS],
  prepare: compile,
  skip: needsRoot,
}

/** @type {Record<string, Part>} */
export const PARTS = {
  unit: { purpose: 'nodeModules', beside: true, command: quick('unit') },
  contract: {
    purpose: 'nodeModules',
    beside: true,
    command: quick('contract'),
    prepare: compile,
  },
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
  'integration:stdio': overPipes('stdio', OVER_STDIO),
  'integration:stdio:all': overPipes('stdio', WITH_ENGINE),
  'integration:ssh': overPipes('ssh', WITH_ENGINE),
  'contract:ssh': {
    purpose: 'test',
    command: [...quick('contract'), ...CONTRACT],
    env: { RUNCIBLE_TEST_HOST: 'ssh' },
    list: [...vitest('list', 'contract', '--json'), ...CONTRACT],
    prepare: compile,
    skip: whyNoSsh,
    spared: true,
  },
  'campaign:short': shortCampaign,
  'campaign:short:v2': {
    ...shortCampaign,
    command: onV2([...shortCampaign.command, ...NO_CGROUPS_EITHER]),
    list: [...(shortCampaign.list ?? []), ...NO_CGROUPS_EITHER],
    covered: coveredOnV2('campaign:short'),
  },
  e2e: {
    purpose: 'test',
    beside: true,
    command: [...playwright, '--config=build/playwright.config.ts'],
    prepare: compile,
  },
  desktop: {
    purpose: 'test',
    beside: true,
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

/** What `npm test` runs; the others take too long to be among them. */
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
