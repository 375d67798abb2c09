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

/** Read once: it does not change, and reading it takes a tenth of a millisecond, which every click would pay. */
let own: Record<string, string> | undefined

/** The environment of a child: the engine's own without what is meant for it alone, `extra` over it. */
export function childEnv(extra: Record<string, string> = {}): Record<string, string> {
  own ??= withoutOurs(process.env)
  return { ...own, ...extra }
}

/** What of an environment children may have, with the administrator's folders on PATH. */
export function withoutOurs(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !OURS_ALONE.has(name) && !name.startsWith('_OCI_'))
      kept[name] = value
  }
  return { ...kept, PATH: searchPath() }
}

/** PATH of children, with `first` before everything else. */
export function searchPath(first?: string): string {
  const folders = (process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(':').filter(Boolean)
  const missing = ADMIN_FOLDERS.filter((folder) => !folders.includes(folder))
  return [...(first ? [first] : []), ...folders, ...missing].join(':')
}
