import { ELECTRON_LIBRARIES } from '../setup/electron.mjs'

/** What the .deb depends on; a name may offer alternatives, as Debian and Ubuntu have renamed them: `new|old`. */
export const DEPENDS = [
  // What Node and Electron are linked with and no library below brings; they ask for glibc 2.28, and conmon for no older.
  'libc6',
  'libstdc++6',
  'runc',
  'conmon',
  'iptables',
  'iproute2',
  'pkexec|policykit-1',
  'polkitd|policykit-1',
  ...ELECTRON_LIBRARIES,
]

export const RECOMMENDS = [
  'criu',
  'skopeo',
  'umoci',
  'rdiff',
  'nftables',
  'busybox-static',
  'xdg-utils',
  'libsecret-1-0',
]
