import { type Dirent, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where a test works: everything it makes names one of the two. */
export interface Marks {
  /** its temporary folder */
  folder: string
  /** part of the name of every cgroup that it makes */
  cgroup: string
}

/** What is there at one moment and could be a test's leftover. */
export type Surroundings = ReadonlySet<string>

/** The sockets on which conmon waits for consoles, and their folders; an engine's are named after it. */
const TEMPORARY = /^(runcible-console-|conmon-term\.)/
const OF_AN_ENGINE = /^runcible-console-[0-9a-f]{8}-/
/** A process that was ended needs a moment to be gone, and its cgroup with it. */
const SETTLE_MS = 3000
const CGROUPS = '/sys/fs/cgroup'
const CGROUP_DEPTH = 4
const FILE = 'file: '

/** Notes what is there before a test: processes, mounts, cgroups, our own descriptors, files in the temporary folder. */
export function lookAround(marks: Marks): Surroundings {
  return new Set([
    ...processes(marks),
    ...mounts(marks),
    ...cgroups(marks),
    ...descriptors(),
    ...temporaryFiles(marks),
    ...files(marks.folder),
  ])
}

/**
 * What a test has left, in words; empty where nothing is. Waits a little for what is on its way out. The folder's own
 * files count unless they are expected to be there still.
 */
export async function leftovers(
  before: Surroundings,
  marks: Marks,
  { filesStay = false } = {},
): Promise<string[]> {
  const until = Date.now() + SETTLE_MS
  for (;;) {
    const left = [...lookAround(marks)].filter(
      (thing) => !before.has(thing) && !(filesStay && thing.startsWith(FILE)),
    )
    if (left.length === 0 || Date.now() > until) return left
    await sleep(20)
  }
}

/**
 * Those that name the folder, sit in a cgroup of the test's, stand on a rootfs in the folder, or are children of ours;
 * zombies are not ours to reap.
 */
function processes({ folder, cgroup }: Marks): string[] {
  const namespace = link('/proc/self/ns/mnt')
  return names('/proc')
    .filter((name) => /^\d+$/.test(name) && ![1, process.pid].includes(Number(name)))
    .flatMap((pid) => {
      const stat = read(`/proc/${pid}/stat`)
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === undefined || state === 'Z' || state === '') return []
      const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
      const ours =
        command.includes(folder) ||
        read(`/proc/${pid}/cgroup`).includes(cgroup) ||
        (link(`/proc/${pid}/ns/mnt`) !== namespace && rootOf(pid).includes(folder)) ||
        Number(parent) === process.pid
      return ours ? [`process ${pid}: ${command}`] : []
    })
}

/** Its mount at /, as the kernel tells it. Of the others it may have inherited a test's, as a shell of another test does. */
function rootOf(pid: string): string {
  const lines = read(`/proc/${pid}/mountinfo`).split('\n')
  return lines.filter((line) => line.split(' ')[4] === '/').join()
}

function mounts({ folder }: Marks): string[] {
  return read('/proc/self/mountinfo')
    .split('\n')
    .filter((line) => line.includes(folder))
    .map((line) => `mount: ${line.split(' ')[4]}`)
}

function cgroups({ cgroup }: Marks): string[] {
  const below = (folder: string, depth: number): string[] =>
    entries(folder)
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => {
        const path = join(folder, name)
        if (name.includes(cgroup)) return [`cgroup: ${path}`]
        return depth > 1 ? below(path, depth - 1) : []
      })
  return below(CGROUPS, CGROUP_DEPTH)
}

/** Our own open files, sockets and pipes; what Node opens for itself is left out. */
function descriptors(): string[] {
  return names('/proc/self/fd').flatMap((fd) => {
    const target = link(`/proc/self/fd/${fd}`)
    return target === '' || target.startsWith('anon_inode:') || target.startsWith('/proc/')
      ? []
      : [`descriptor ${fd}: ${target}`]
  })
}

/** Not those of engines that others test on this machine. */
function temporaryFiles({ cgroup }: Marks): string[] {
  return names(tmpdir())
    .filter((name) => TEMPORARY.test(name))
    .filter((name) => !OF_AN_ENGINE.test(name) || name.includes(cgroup))
    .map((name) => `temporary file: ${join(tmpdir(), name)}`)
}

function files(folder: string): string[] {
  return names(folder).map((name) => `${FILE}${join(folder, name)}`)
}

const quietly = <T>(fn: () => T, otherwise: T): T => {
  try {
    return fn()
  } catch {
    return otherwise
  }
}
const names = (path: string) => quietly(() => readdirSync(path), [])
const entries = (path: string): Dirent[] =>
  quietly(() => readdirSync(path, { withFileTypes: true }), [])
const read = (path: string) => quietly(() => readFileSync(path, 'utf8'), '')
const link = (path: string) => quietly(() => readlinkSync(path), '')
