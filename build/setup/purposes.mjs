import { NEEDS } from './needs.mjs'

/** What each way of using Runcible needs, in the order of installation. */
const PURPOSES = {
  start: [
    'nodeModules',
    'runc',
    'conmon',
    'busybox',
    'iptables',
    'nftables',
    'iproute',
    'nsenter',
    'criu',
    'pycriu',
    'skopeo',
    'umoci',
    'slirp4netns',
    'rdiff',
    'zstd',
  ],
  test: [
    'registry',
    'checkpointctl',
    'podman',
    'strace',
    'attr',
    'capabilities',
    'debootstrap',
    'debianTree',
    'browser',
    'xvfb',
    'pip',
    'testElectron',
    'testElectronLibraries',
    'ssh',
    'sshd',
    'sudo',
    'uidmap',
    'debDependencies',
    'validators',
    'session',
    'podman',
  ],
  bench: ['containerd'],
}

/**
 * @param {string} purpose start; test (which includes it); bench (which includes both)
 * @returns {import('./needs.mjs').Need[]}
 * @throws {Error} for any other word
 */
export function needsFor(purpose) {
  const order = Object.keys(PURPOSES)
  if (!order.includes(purpose)) throw new Error(`set-up is for one of: ${order.join(', ')}`)
  const names = Object.values(PURPOSES).slice(0, order.indexOf(purpose) + 1)
  return pick(...names.flat())
}

/** @param {string[]} names @returns {import('./needs.mjs').Need[]} those of that name */
export const pick = (...names) =>
  names.flatMap((name) => {
    const need = NEEDS[name]
    return need ? [need] : []
  })
