import { access, constants, open, readFile } from 'node:fs/promises'
import { release } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { toWireError } from '../../shared/errors.ts'
import type { Feature, FeatureName, Preflight } from '../../shared/model.ts'
import { cgroupVersion } from './runtime/cgroup.ts'
import { criuCheck, criuFeature } from './runtime/criu.ts'
import { describeTool, findPrograms, type Programs, which } from './runtime/tools.ts'

export interface PreflightOptions {
  /** folder of the programs that the set-up unpacked privately */
  tools: string
  /** look anew; otherwise an earlier answer will do */
  again: boolean
}

type Problem = Preflight['problems'][number]

const looks = new Map<string, Promise<Preflight>>()

/**
 * What this machine can do, why not where it cannot, and the command that mends it. Starts programs (versions, CRIU's own
 * checks), takes about half a second, and is remembered until asked `again`.
 */
export function preflight({ tools, again }: PreflightOptions): Promise<Preflight> {
  const known = looks.get(tools)
  if (known && !again) return known
  const look = lookAt(tools)
  looks.set(tools, look)
  look.catch(() => looks.delete(tools))
  return look
}

async function lookAt(toolsBin: string): Promise<Preflight> {
  const programs = await findPrograms(toolsBin)
  const machine = await describeMachine(programs, toolsBin)
  const [runc, conmon, criu, busybox] = await Promise.all(
    [programs.runc, programs.conmon, programs.criu, programs.busybox].map(describeTool),
  )
  const none = { path: null, version: null }
  return {
    checkedAt: new Date().toISOString(),
    tools: {
      runc: runc ?? none,
      conmon: conmon ?? none,
      criu: criu ?? none,
      busybox: busybox ?? none,
    },
    features: featuresOf(machine),
    problems: problemsOf(machine),
  }
}

/** What the features and problems are judged by: gathered once, so that judging is pure. */
export interface Machine {
  root: boolean
  programs: Programs
  /** programs that CRIU and we start beside the main ones; true where they are found */
  helpers: Record<Helper, boolean>
  cgroup: 'v1' | 'v2'
  /** of memory, cpu and pids, the controllers that containers can be given here */
  controllers: string[]
  /** an ordinary user was given a cgroup of its own (v2, by systemd) */
  delegated: boolean
  systemd: boolean
  staticBusybox: boolean
  /** why CRIU does not work here; empty where it does, or there is none */
  criuFault: string
  tracksMemory: boolean
}

const HELPERS = ['iptables-restore', 'tar', 'nsenter', 'unshare', 'ip'] as const
type Helper = (typeof HELPERS)[number]

const LIMITING = ['memory', 'cpu', 'pids']

async function describeMachine(programs: Programs, toolsBin: string): Promise<Machine> {
  const root = process.getuid?.() === 0
  const cgroup = cgroupVersion()
  const [helpers, controllers, delegated, systemd, staticBusybox, criu] = await Promise.all([
    findHelpers(),
    cgroup === 'v2' ? controllersOfV2() : controllersOfV1(),
    cgroup === 'v2' && !root ? isDelegated() : false,
    canAccess('/run/systemd/system'),
    programs.busybox ? isStatic(programs.busybox) : false,
    root && programs.criu
      ? lookAtCriu(programs.criu, toolsBin)
      : { fault: '', tracksMemory: false },
  ])
  return {
    root,
    programs,
    helpers,
    cgroup,
    controllers,
    delegated,
    systemd,
    staticBusybox,
    criuFault: criu.fault,
    tracksMemory: criu.tracksMemory,
  }
}

/** Judges every feature; the reason is a clause that can stand after "because". */
export function featuresOf(machine: Machine): Record<FeatureName, Feature> {
  const { root, programs, helpers, systemd } = machine
  const runs = allOf(
    [programs.runc !== null, 'runc is not installed'],
    [programs.conmon !== null, 'conmon is not installed'],
  )
  const cgroups = allOf(
    [runs.ok, runs.reason],
    [
      root || machine.delegated,
      'without root and without a cgroup of one’s own, runc has none to act on',
    ],
  )
  const missing = LIMITING.filter((name) => !machine.controllers.includes(name))
  const checkpoint = allOf(
    [runs.ok, runs.reason],
    [root, 'CRIU needs root'],
    [programs.criu !== null, 'criu is not installed'],
    [machine.criuFault === '', machine.criuFault],
    [
      helpers['iptables-restore'],
      'iptables-restore is not installed, which a private network needs',
    ],
    [helpers.tar, 'tar is not installed, which the contents of tmpfs need'],
  )
  return {
    run: runs,
    pause: cgroups,
    limits: allOf(
      [cgroups.ok, cgroups.reason],
      [missing.length === 0, `this machine has no cgroup controller for ${missing.join(', ')}`],
    ),
    checkpoint,
    preDump: allOf(
      [checkpoint.ok, checkpoint.reason],
      [machine.tracksMemory, 'this kernel does not track which memory changed (mem_dirty_track)'],
    ),
    systemdCgroup: allOf([systemd, 'systemd does not run here']),
    ioOwner: {
      ok: false,
      reason: 'conmon opens the pipes itself and cannot give them to another owner',
    },
    hostShell: allOf(
      [root, 'entering the namespaces of a container needs root'],
      [helpers.nsenter && helpers.unshare, 'nsenter is not installed'],
      [programs.busybox !== null, 'busybox is not installed'],
    ),
    starter: allOf(
      [programs.busybox !== null, 'busybox is not installed'],
      [
        machine.staticBusybox,
        `${programs.busybox} is linked dynamically and runs in no other root filesystem`,
      ],
    ),
  }
}

/** What is amiss, and the command that mends it where there is one. */
export function problemsOf(machine: Machine): Problem[] {
  const { programs, helpers, root, staticBusybox } = machine
  const packages = (...names: string[]) =>
    `${root ? '' : 'sudo '}apt-get install ${names.join(' ')}`
  const problems: (Problem | false)[] = [
    !programs.runc && {
      what: 'runc is not installed',
      why: 'It runs the containers.',
      mend: packages('runc'),
    },
    !programs.conmon && {
      what: 'conmon is not installed',
      why: 'It keeps the containers’ consoles and exit codes.',
      mend: packages('conmon'),
    },
    !(programs.busybox && staticBusybox) && {
      what: programs.busybox ? 'busybox is linked dynamically' : 'busybox is not installed',
      why: 'The built-in starter is made of a static one.',
      mend: packages('busybox-static'),
    },
    !programs.criu && {
      what: 'criu is not installed',
      why: 'Checkpoints and restores need it.',
      mend: 'npm start -- --yes',
    },
    machine.criuFault !== '' && {
      what: 'CRIU does not work on this kernel',
      why: `It said: ${machine.criuFault}`,
      mend: 'npm start -- --yes',
    },
    !helpers['iptables-restore'] && {
      what: 'iptables-restore is not installed',
      why: 'CRIU needs it for containers with a network of their own.',
      mend: packages('iptables'),
    },
    !(helpers.nsenter && helpers.unshare && helpers.ip) && {
      what: `${helpers.ip ? 'nsenter' : 'ip'} is not installed`,
      why: 'It brings up the loopback after a restore, and enters containers for a host shell.',
      mend: packages('util-linux', 'iproute2'),
    },
    !root && {
      what: 'Runcible runs without root',
      why: 'Checkpoints need root; pausing and limits need it or a cgroup of one’s own.',
      mend: null,
    },
  ]
  return problems.filter((problem) => problem !== false)
}

/** The first condition that does not hold is the reason. */
function allOf(...conditions: [holds: boolean, otherwise: string][]): Feature {
  const failed = conditions.find(([holds]) => !holds)
  return failed ? { ok: false, reason: failed[1] } : { ok: true, reason: '' }
}

async function findHelpers(): Promise<Record<Helper, boolean>> {
  const found = await Promise.all(HELPERS.map(async (name) => [name, (await which(name)) !== null]))
  return Object.fromEntries(found) as Record<Helper, boolean>
}

async function lookAtCriu(criu: string, toolsBin: string) {
  const [fault, tracksMemory] = await Promise.all([
    criuFault(criu, toolsBin),
    criuFeature(criu, 'mem_dirty_track').catch(() => false),
  ])
  return { fault, tracksMemory }
}

/** The set-up's own trial: it dumps and restores a process, which tells more than `criu check`. */
const Verdicts = z.record(
  z.string(),
  z.object({ kernel: z.string(), works: z.boolean(), said: z.string() }),
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
    return verdict?.kernel === release() ? verdict : null
  } catch {
    return null
  }
}

/** On v1 every controller is a hierarchy of its own, or shares one, below the mount point. */
async function controllersOfV1(): Promise<string[]> {
  const there = await Promise.all(LIMITING.map((name) => canAccess(`/sys/fs/cgroup/${name}`)))
  return LIMITING.filter((_, index) => there[index])
}

async function controllersOfV2(): Promise<string[]> {
  const text = await readFile('/sys/fs/cgroup/cgroup.controllers', 'utf8').catch(() => '')
  return text.trim().split(' ')
}

/** systemd gives a user the cgroup of its session manager. */
const isDelegated = () => {
  const uid = process.getuid?.() ?? 0
  return canAccess(
    `/sys/fs/cgroup/user.slice/user-${uid}.slice/user@${uid}.service/cgroup.procs`,
    constants.W_OK,
  )
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
