/**
 * Set by systemd for the engine itself. runc would hand them on into containers: their programs would report to our
 * supervisor, and descriptors that are none of theirs would be taken for sockets.
 */
const OURS_ALONE = new Set([
  'NOTIFY_SOCKET',
  'LISTEN_FDS',
  'LISTEN_PID',
  'LISTEN_FDNAMES',
  'WATCHDOG_PID',
  'WATCHDOG_USEC',
])

/** Where iptables-restore and ip lie; an ordinary user's PATH often leaves them out. */
const ADMIN_FOLDERS = ['/usr/sbin', '/sbin']

/** The environment of a child: the engine's own without what is meant for it alone, `extra` over it. */
export function childEnv(extra: Record<string, string> = {}): Record<string, string> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !OURS_ALONE.has(name) && !name.startsWith('_OCI_')) env[name] = value
  }
  return { ...env, PATH: searchPath(), ...extra }
}

/** PATH of children, with `first` before everything else. */
export function searchPath(first?: string): string {
  const folders = (process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(':').filter(Boolean)
  const missing = ADMIN_FOLDERS.filter((folder) => !folders.includes(folder))
  return [...(first ? [first] : []), ...folders, ...missing].join(':')
}
