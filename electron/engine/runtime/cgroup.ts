import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { readdir, readFile, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendSignal, textOrNull } from './proc.ts'

export { readMemoryAtEnd, readStats, type Stats } from './cgroup-stats.ts'

/** Where runc looks for cgroups. */
const MOUNT = '/sys/fs/cgroup'
/** statfs's type of a cgroup2 filesystem. */
const CGROUP2_SUPER_MAGIC = 0x63677270
/** Passes over a cgroup whose processes fork while they are killed. */
const KILL_PASSES = 10
const SIGKILL = 9
/** A killed process leaves its cgroup a moment later; on a busy machine runc's own 310 ms are too few. */
const REMOVE_MS = 5000
const REMOVE_PAUSE_MS = 10

/**
 * A container's cgroups as runc's state.json has them: by controller on v1 (`''` is a hybrid machine's v2 hierarchy),
 * under `''` alone on v2.
 */
export type CgroupPaths = Record<string, string>

/** Which cgroups runc would use, judged as it does by what is mounted at /sys/fs/cgroup. */
export function cgroupVersion(): 'v1' | 'v2' {
  return statfsSync(MOUNT).type === CGROUP2_SUPER_MAGIC ? 'v2' : 'v1'
}

/**
 * The cgroup of this process, as /proc names it, where it is its user's to divide: on v2, and given away by whoever may (systemd
 * does for all that it starts in a session of the desktop). null elsewhere.
 */
export function ownCgroup(): string | null {
  if (cgroupVersion() !== 'v2') return null
  try {
    const path = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? ''
    for (const file of ['', 'cgroup.procs', 'cgroup.subtree_control'])
      accessSync(join(MOUNT, path, file), constants.W_OK)
    return path
  } catch {
    return null
  }
}

/** The folders of a cgroup, from a config.json's absolute `linux.cgroupsPath`, on this machine. */
export async function cgroupPathsOf(cgroupsPath: string): Promise<CgroupPaths> {
  if (cgroupVersion() === 'v2') return { '': join(MOUNT, cgroupsPath) }
  const controllers = await readdir(MOUNT)
  return Object.fromEntries(controllers.map((name) => [name, join(MOUNT, name, cgroupsPath)]))
}

/** The folders of the cgroups that a process is in; none where it is gone. */
export async function cgroupPathsOfProcess(pid: number): Promise<CgroupPaths> {
  return cgroupPathsIn(await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''))
}

/** The folders that the text of a /proc/PID/cgroup names. */
export function cgroupPathsIn(text: string): CgroupPaths {
  const v2 = cgroupVersion() === 'v2'
  const paths: CgroupPaths = {}
  for (const line of text.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.+)$/.exec(line) ?? []
    if (controllers === undefined || path === undefined || (v2 && controllers !== '')) continue
    const mount = v2 ? '' : controllers.replace(/^name=/, '') || 'unified'
    for (const controller of controllers.split(',')) paths[controller] = join(MOUNT, mount, path)
  }
  return paths
}

/** All processes of a cgroup and of those below it; none where it is gone. */
export async function cgroupPids(paths: CgroupPaths): Promise<number[]> {
  const folder = processFolder(paths)
  return folder ? pidsBelow(folder) : []
}

/**
 * Signals every process of a cgroup ourselves (`runc kill --all` is deprecated from 1.2 on), and with SIGKILL those that
 * were forked meanwhile. Gives the pids that it reached; with the init go all below it.
 */
export async function signalCgroup(paths: CgroupPaths, signal: number): Promise<number[]> {
  const signalled = new Set<number>()
  for (let pass = 0; pass < (signal === SIGKILL ? KILL_PASSES : 1); pass++) {
    const pids = (await cgroupPids(paths)).filter((pid) => !signalled.has(pid))
    if (pids.length === 0) break
    for (const pid of pids) if (sendSignal(pid, signal)) signalled.add(pid)
  }
  return [...signalled]
}

/** Removes a cgroup whose processes have ended or are about to; what cannot be removed stays. */
export async function removeCgroup(paths: CgroupPaths): Promise<void> {
  const until = Date.now() + REMOVE_MS
  const folders = [...new Set(Object.values(paths))].filter((folder) => existsSync(folder))
  await Promise.all(folders.map((folder) => removeFolder(folder, until)))
}

/** One hierarchy holds every process; runc counts by the devices controller. */
function processFolder(paths: CgroupPaths): string | undefined {
  return paths.devices ?? paths.freezer ?? paths.pids ?? Object.values(paths)[0]
}

async function pidsBelow(folder: string): Promise<number[]> {
  // Gone, or a threaded cgroup of v2, whose processes are listed above it.
  const text = textOrNull(join(folder, 'cgroup.procs')) ?? ''
  // 0 stands for a process outside our pid namespace.
  const pids = text
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0)
  for (const child of await childFolders(folder)) pids.push(...(await pidsBelow(child)))
  return pids
}

async function childFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
}

async function removeFolder(folder: string, until: number): Promise<void> {
  for (const child of await childFolders(folder)) await removeFolder(child, until)
  for (;;) {
    try {
      await rmdir(folder)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || Date.now() > until) return
      await sleep(REMOVE_PAUSE_MS)
    }
  }
}
