import type { Check, Tool } from '../../shared/model.ts'
import { LIMITING, type Machine } from './machine.ts'
import type { Programs } from './runtime/tools.ts'
import { describeTool, which } from './runtime/tools.ts'

/** Programs that others need, or only some machines: not by themselves a problem. */
const OTHERS = ['newuidmap', 'pkexec'] as const

/** Where each program is, and its version where that was asked. */
export type Found = Record<keyof Programs | (typeof OTHERS)[number], Tool>

/** `versions`: each is started to say its own; else only those whose versions are known anyway are told with one. */
export async function findAll(
  programs: Programs,
  known: Partial<Record<keyof Programs, Tool>>,
  versions: boolean,
): Promise<Found> {
  // That of pycriu is a Python, which would tell its own.
  const asked = (name: string) => versions && name !== 'pycriu'
  const paths = { ...programs, ...(await whereOthersAre()) }
  const tools = await Promise.all(
    Object.entries(paths).map(async ([name, path]) => {
      const tool = known[name as keyof Programs]
      const told = tool ?? (asked(name) ? await describeTool(path) : { path, version: null })
      return [name, told] as const
    }),
  )
  return Object.fromEntries(tools) as Found
}

async function whereOthersAre() {
  const found = await Promise.all(OTHERS.map(async (name) => [name, await which(name)] as const))
  return Object.fromEntries(found) as Record<(typeof OTHERS)[number], string | null>
}

/** Each program: what it is for, and the packages that bring it; none: the set-up does. */
const PROGRAMS: Readonly<Record<keyof Found, { needed: string; packages: string[] | null }>> = {
  runc: { needed: 'runs the containers', packages: ['runc'] },
  conmon: { needed: 'keeps their consoles and exit codes', packages: ['conmon'] },
  criu: { needed: 'takes checkpoints and restores them', packages: null },
  pycriu: { needed: 'reads what is in a checkpoint', packages: null },
  busybox: { needed: 'the starter and debug shells are made of it', packages: ['busybox-static'] },
  skopeo: { needed: 'brings images in', packages: ['skopeo'] },
  umoci: { needed: 'unpacks images', packages: ['umoci'] },
  slirp4netns: { needed: 'gives private networks a way out', packages: ['slirp4netns'] },
  rdiff: { needed: 'stores moments as differences', packages: ['rdiff'] },
  zstd: { needed: 'writes moments to one file', packages: ['zstd'] },
  newuidmap: { needed: 'gives containers of an ordinary user more users', packages: ['uidmap'] },
  pkexec: { needed: 'asks for a password to work as root', packages: ['pkexec', 'polkitd'] },
  strace: { needed: 'shows the system calls of a process', packages: ['strace'] },
}

const SET_UP = 'npm start -- --yes'

/** All that was looked at, in the order in which it matters; what is missing says what brings it. */
export function checksOf(machine: Machine, found: Found): Check[] {
  const install = (packages: readonly string[]) =>
    `${machine.root ? '' : 'sudo '}apt-get install ${packages.join(' ')}`
  const programs = (Object.keys(PROGRAMS) as (keyof Found)[]).map((name): Check => {
    const { path, version } = found[name]
    const { needed, packages } = PROGRAMS[name]
    return {
      name,
      kind: 'program',
      ok: path !== null,
      found: path === null ? null : [version, path].filter(Boolean).join(' · '),
      needed,
      why: path === null ? 'it is not installed' : null,
      mend: path === null ? (packages ? install(packages) : SET_UP) : null,
    }
  })
  const helpers = HELPERS.map(({ name, needed, packages }): Check => {
    const ok = machine.helpers[name]
    return {
      name,
      kind: 'program',
      ok,
      found: ok ? 'is there' : null,
      needed,
      why: ok ? null : 'it is not installed',
      mend: ok ? null : install(packages),
    }
  })
  return [...programs, ...helpers, ...ofTheMachine(machine)]
}

const HELPERS: readonly {
  name: keyof Machine['helpers']
  needed: string
  packages: string[]
}[] = [
  {
    name: 'iptables-restore',
    needed: 'locks a private network while a checkpoint is taken',
    packages: ['iptables'],
  },
  {
    name: 'nft',
    needed:
      'has private networks locked in less time, and opens them again after a CRIU that was killed',
    packages: ['nftables'],
  },
  { name: 'nsenter', needed: 'enters the network of what was restored', packages: ['util-linux'] },
  { name: 'ip', needed: 'brings up the loopback after a restore', packages: ['iproute2'] },
  { name: 'tar', needed: 'takes the contents of tmpfs along in a checkpoint', packages: ['tar'] },
]

/** The kernel and what this user may do with it. */
function ofTheMachine(machine: Machine): Check[] {
  const { root, controllers, cgroup, criuFault, programs } = machine
  const lacks = LIMITING.filter((name) => !controllers.includes(name))
  const sudo = root ? '' : 'sudo '
  const looked = root && programs.criu !== null
  const check = (
    name: string,
    ok: boolean,
    needed: string,
    said: { found?: string; why: string; mend?: string | null },
  ): Check => ({
    name,
    kind: 'machine',
    ok,
    found: ok ? (said.found ?? 'is there') : null,
    needed,
    why: ok ? null : said.why,
    mend: ok ? null : (said.mend ?? null),
  })
  return [
    check(
      'root',
      root,
      'checkpoints need it, and pausing and limits where no cgroup is one’s own',
      {
        found: 'works as root',
        why: 'Runcible runs as an ordinary user',
      },
    ),
    check(`cgroup ${cgroup}`, lacks.length === 0, 'limits, pausing and figures', {
      found: controllers.join(', '),
      why: `there is no controller for ${lacks.join(', ')}`,
    }),
    check('users in containers', machine.manyIds, 'programs that run as another user than root', {
      found: 'ranges of ids',
      why: 'this user was given no ranges in /etc/subuid and /etc/subgid',
      mend: 'sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "$USER"',
    }),
    check('/dev/net/tun', machine.tun, 'the way out of a private network', {
      why: 'it is not there, or not for this user',
      mend: `${sudo}modprobe tun; ${sudo}chmod 666 /dev/net/tun`,
    }),
    ...(looked
      ? [
          check('CRIU’s own check', criuFault === '', 'checkpoints', {
            found: 'passed',
            why: criuFault,
            mend: SET_UP,
          }),
          check('memory tracking', machine.tracksMemory, 'checkpoints in rounds (pre-dumps)', {
            why: 'this kernel does not track which memory changed (mem_dirty_track)',
          }),
          check('userfaultfd', machine.fillsMemory, 'rewinds that run at once', {
            why: 'this kernel, or this CRIU, cannot bring in memory while its program runs',
          }),
        ]
      : []),
    check('systemd', machine.systemd, 'cgroups made by systemd', {
      found: 'runs',
      why: 'it does not run here',
    }),
  ]
}
