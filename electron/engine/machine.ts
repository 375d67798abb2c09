import { access, constants, open, readFile, stat } from 'node:fs/promises'
import { release } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { toWireError } from '../../shared/errors.ts'
import { rootlessUser } from './bundle/subids.ts'
import { cgroupVersion, ownCgroup } from './runtime/cgroup.ts'
import { criuCheck, criuFeature, locksByNftables } from './runtime/criu.ts'
import { removeAbandonedCache } from './runtime/criu-cache.ts'
import { textOrNull } from './runtime/proc.ts'
import { type Programs, which } from './runtime/tools.ts'

/** What the features and problems are judged by: gathered once, so that judging is pure. */
export interface Machine {
  root: boolean
  programs: Programs
  /** programs that CRIU and we start beside the main ones; true where they are found */
  helpers: Record<Helper, boolean>
  cgroup: 'v1' | 'v2'
  /** of memory, cpu and pids, the controllers that containers can be given here */
  controllers: string[]
  /** an ordinary user may divide the cgroup that it is in (v2) */
  delegated: boolean
  systemd: boolean
  /** containers can have users besides root: this is root, or a user who was given ids for them */
  manyIds: boolean
  staticBusybox: boolean
  /** this user may make network devices (/dev/net/tun) */
  tun: boolean
  /** why CRIU does not work here; empty where it does, or there is none */
  criuFault: string
  tracksMemory: boolean
  /** the kernel lets those who may trace others do so */
  traces: boolean
  /** CRIU and this kernel can bring memory in while its program runs */
  fillsMemory: boolean
}

const HELPERS = ['iptables-restore', 'nft', 'tar', 'nsenter', 'ip'] as const
type Helper = (typeof HELPERS)[number]

/** The controllers of the limits that a container can be given. */
export const LIMITING = ['memory', 'cpu', 'pids']

/** Looks at the machine: files, and CRIU's own checks. `toolsBin` holds what the set-up unpacked privately. */
export async function describeMachine(programs: Programs, toolsBin: string): Promise<Machine> {
  const root = process.getuid?.() === 0
  const cgroup = cgroupVersion()
  const delegated = root ? null : ownCgroup()
  const [helpers, controllers, systemd, rootless, staticBusybox, tun, criu] = await Promise.all([
    findHelpers(),
    cgroup === 'v2' ? controllersOfV2(delegated) : controllersOfV1(),
    canAccess('/run/systemd/system'),
    rootlessUser(),
    programs.busybox ? isStatic(programs.busybox) : false,
    canAccess('/dev/net/tun', constants.R_OK | constants.W_OK),
    root && programs.criu
      ? lookAtCriu(programs.criu, toolsBin)
      : { fault: '', tracksMemory: false, fillsMemory: false },
  ])
  return {
    root,
    programs,
    helpers,
    cgroup,
    controllers,
    delegated: delegated !== null,
    systemd,
    manyIds: !rootless || rootless.given !== null,
    staticBusybox,
    tun,
    criuFault: criu.fault,
    tracksMemory: criu.tracksMemory,
    fillsMemory: criu.fillsMemory,
    traces: textOrNull('/proc/sys/kernel/yama/ptrace_scope')?.trim() !== '3',
  }
}

async function findHelpers(): Promise<Record<Helper, boolean>> {
  const found = await Promise.all(HELPERS.map(async (name) => [name, (await which(name)) !== null]))
  return Object.fromEntries(found) as Record<Helper, boolean>
}

async function lookAtCriu(criu: string, toolsBin: string) {
  const can = (feature: string) => criuFeature(criu, feature).catch(() => false)
  await removeAbandonedCache()
  const [fault, tracksMemory, uffd, uffdNonCooperative] = await Promise.all([
    criuFault(criu, toolsBin),
    can('mem_dirty_track'),
    can('uffd'),
    // Without it a program that forks, unmaps or ends meanwhile would not be followed.
    can('uffd-noncoop'),
    // Nobody waits for it then when the first checkpoint is taken.
    locksByNftables(criu, { again: true }),
  ])
  return { fault, tracksMemory, fillsMemory: uffd && uffdNonCooperative }
}

/** The set-up's own trial: it dumps and restores a process, which tells more than `criu check`. */
const Verdicts = z.record(
  z.string(),
  z.object({ kernel: z.string(), changed: z.number(), works: z.boolean(), said: z.string() }),
)

async function criuFault(criu: string, toolsBin: string): Promise<string> {
  const verdict = await readVerdict(criu, toolsBin)
  if (verdict) return verdict.works ? '' : verdict.said
  try {
    const { ok, said } = await criuCheck(criu)
    return ok ? '' : said
  } catch (error) {
    return toWireError(error).message
  }
}

async function readVerdict(criu: string, toolsBin: string) {
  try {
    const text = await readFile(join(dirname(toolsBin), 'criu-verdicts.json'), 'utf8')
    const verdict = Verdicts.parse(JSON.parse(text))[criu]
    const { mtimeMs } = await stat(criu)
    return verdict?.kernel === release() && verdict.changed === mtimeMs ? verdict : null
  } catch {
    return null
  }
}

/** On v1 every controller is a hierarchy of its own, or shares one, below the mount point. */
async function controllersOfV1(): Promise<string[]> {
  const there = await Promise.all(LIMITING.map((name) => canAccess(`/sys/fs/cgroup/${name}`)))
  return LIMITING.filter((_, index) => there[index])
}

/** In a cgroup of one's own, those that it hands on: it can hand on no more while there are processes in it, as we are. */
async function controllersOfV2(delegated: string | null): Promise<string[]> {
  const file = delegated === null ? 'cgroup.controllers' : `${delegated}/cgroup.subtree_control`
  const text = await readFile(join('/sys/fs/cgroup', file), 'utf8').catch(() => '')
  return text.trim().split(' ')
}

const canAccess = (path: string, mode = constants.F_OK) =>
  access(path, mode).then(
    () => true,
    () => false,
  )

/** ELF: a program header of this type names a loader. */
const PT_INTERP = 3

/** Does a program need no loader and no libraries? Reads the program headers of a 64-bit little-endian ELF file. */
export async function isStatic(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null)
  if (!file) return false
  try {
    const { buffer: head, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    if (bytesRead < 64 || head.toString('latin1', 0, 4) !== '\x7fELF') return false
    const offset = Number(head.readBigUInt64LE(32))
    const size = head.readUInt16LE(54)
    const headers = Array.from({ length: head.readUInt16LE(56) }, (_, i) => offset + i * size)
    return headers.every((at) => at + 4 <= bytesRead && head.readUInt32LE(at) !== PT_INTERP)
  } finally {
    await file.close()
  }
}
