import { chmodSync, chownSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { chmod, copyFile, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runMapped } from '../runtime/mapped.ts'
import { run } from '../runtime/run.ts'
import type { Rootless } from './defaults.ts'
import { STARTER_PROGRAMS } from './starter-programs.ts'
import type { UserFiles } from './user.ts'

const DEMO_ID = 1000

/** The starter's users, known before it is made. */
export const STARTER_USERS: UserFiles = {
  passwd: [
    'root:x:0:0:root:/root:/bin/sh',
    `demo:x:${DEMO_ID}:${DEMO_ID}:demo:/home/demo:/bin/sh`,
    'nobody:x:65534:65534:nobody:/:/bin/false',
    '',
  ].join('\n'),
  group: ['root:x:0:', 'tty:x:5:', `demo:x:${DEMO_ID}:`, 'nogroup:x:65534:', ''].join('\n'),
}

/** ash reads the file named by ENV in every interactive shell, so an exec's shell looks like the init's. */
export const STARTER_ENV = ['ENV=/etc/profile']

const PROFILE = `export PATH="\${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"
if [ "$(id -u)" = 0 ]; then sign='#' colour=36; else sign='$' colour=32; fi
PS1="\\[\\e[\${colour}m\\]\\h\\[\\e[0m\\] \\[\\e[2m\\]\\w\\[\\e[0m\\] \${sign} "
unset sign colour
alias ll='ls -l'
`

const FOLDERS = [
  'bin',
  'dev',
  'etc',
  'home',
  'home/demo',
  'mnt',
  'proc',
  'root',
  'run',
  'sys',
  'tmp',
  'usr',
  'usr/local',
  'usr/local/bin',
  'var',
  'var/log',
  'var/tmp',
]
const MODES: Record<string, number> = { root: 0o700, tmp: 0o1777, 'var/tmp': 0o1777 }
const LINKS = [
  ['bin', 'sbin'],
  ['../bin', 'usr/bin'],
  ['../bin', 'usr/sbin'],
  ['../run', 'var/run'],
] as const
const FILES = {
  ...Object.fromEntries(Object.entries(STARTER_USERS).map(([name, text]) => [`etc/${name}`, text])),
  'etc/hosts': '127.0.0.1 localhost\n::1 localhost\n',
  'etc/hostname': 'localhost\n',
  'etc/profile': PROFILE,
  'etc/os-release':
    'NAME="Runcible starter"\nID=runcible\nPRETTY_NAME="Runcible starter (busybox)"\n',
}

/**
 * Makes a root filesystem in the new folder `dir` out of the machine's own static busybox: its programs, users root, demo
 * and nobody, a profile. Needs no network and a few milliseconds. The binary is copied, never linked from outside: the
 * container may write.
 */
export async function makeStarterRootfs(
  dir: string,
  busybox: string,
  rootless: Rootless | null,
): Promise<void> {
  const [programs, resolvers] = await Promise.all([applets(busybox), hostResolvers()])
  makeTree(dir, { ...FILES, 'etc/resolv.conf': resolvers })
  const place = join(dir, 'bin/busybox')
  await copyFile(busybox, place)
  await chmod(place, 0o755)
  linkPrograms(place, programs)
  await giveHome(join(dir, 'home/demo'), rootless)
}

/** Where there is no id for demo, its home stays root's, and demo cannot be had either. */
async function giveHome(home: string, rootless: Rootless | null): Promise<void> {
  if (!rootless) chownSync(home, DEMO_ID, DEMO_ID)
  else if (rootless.given) await runMapped(['chown', `${DEMO_ID}:${DEMO_ID}`, home])
}

/** Modes are set by chmod, since the engine's umask is nobody's choice for a container. */
function makeTree(dir: string, files: Record<string, string>): void {
  for (const folder of ['', ...FOLDERS]) {
    mkdirSync(join(dir, folder))
    chmodSync(join(dir, folder), MODES[folder] ?? 0o755)
  }
  for (const [target, path] of LINKS) symlinkSync(target, join(dir, path))
  for (const [name, text] of Object.entries({ ...files, ...STARTER_PROGRAMS })) {
    writeFileSync(join(dir, name), text)
    chmodSync(join(dir, name), name in STARTER_PROGRAMS ? 0o755 : 0o644)
  }
}

/**
 * Hard links, as busybox installs itself: ext4 takes up to 1 ms to find an inode for a symbolic one where many were freed
 * just before, which 270 times is felt. In one go for the same reason: through the thread pool it takes three times as long.
 */
function linkPrograms(busybox: string, names: readonly string[]): void {
  for (const name of names) linkSync(busybox, join(dirname(busybox), name))
}

/** For containers on the host's network. */
const hostResolvers = () => readFile('/etc/resolv.conf', 'utf8').catch(() => '')

const appletsByBinary = new Map<string, string[]>()

/** The names a busybox answers to; asked once per binary and its time of change. */
async function applets(busybox: string): Promise<string[]> {
  const { mtimeMs, size } = await stat(busybox)
  const key = `${busybox} ${mtimeMs} ${size}`
  const known = appletsByBinary.get(key)
  if (known) return known
  const { stdout } = await run([busybox, '--list'])
  const names = stdout.split('\n').filter((name) => /^[\w.[-]+$/.test(name) && name !== 'busybox')
  appletsByBinary.set(key, names)
  return names
}
