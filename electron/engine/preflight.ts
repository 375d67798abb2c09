import type { Feature, FeatureName, Preflight } from '../../shared/model.ts'
import { checksOf, findAll } from './checks.ts'
import { describeMachine, LIMITING, type Machine } from './machine.ts'
import { describeTool, findPrograms } from './runtime/tools.ts'

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
 * checks), takes about half a second, and is remembered until asked `again`; then every program is asked for its version.
 */
export function preflight({ tools, again }: PreflightOptions): Promise<Preflight> {
  const known = looks.get(tools)
  if (known && !again) return known
  const look = lookAt(tools, again)
  looks.set(tools, look)
  look.catch(() => looks.delete(tools))
  return look
}

async function lookAt(toolsBin: string, versions: boolean): Promise<Preflight> {
  const programs = await findPrograms(toolsBin)
  const machine = await describeMachine(programs, toolsBin)
  const [runc, conmon, criu, busybox] = await Promise.all(
    [programs.runc, programs.conmon, programs.criu, programs.busybox].map(describeTool),
  )
  const none = { path: null, version: null }
  const known = Object.fromEntries(
    Object.entries({ runc, conmon, criu, busybox }).filter(([, tool]) => tool),
  )
  const found = await findAll(programs, known, versions)
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
    checks: checksOf(machine, found),
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
      [
        missing.length === 0,
        `${root ? 'this machine' : 'this user’s own cgroup'} has no controller for ${missing.join(', ')}`,
      ],
    ),
    checkpoint,
    preDump: allOf(
      [checkpoint.ok, checkpoint.reason],
      [machine.tracksMemory, 'this kernel does not track which memory changed (mem_dirty_track)'],
    ),
    lazyRestore: allOf(
      [checkpoint.ok, checkpoint.reason],
      [
        machine.fillsMemory,
        'this kernel, or this CRIU, cannot bring in memory while its program runs (userfaultfd)',
      ],
    ),
    systemdCgroup: allOf([systemd, 'systemd does not run here']),
    ioOwner: {
      ok: false,
      reason: 'conmon opens the pipes itself and cannot give them to another owner',
    },
    trace: allOf(
      [runs.ok, runs.reason],
      [programs.strace !== null, 'strace is not installed'],
      [machine.traces, 'this kernel lets nobody trace (kernel.yama.ptrace_scope is 3)'],
    ),
    starter: allOf(
      [programs.busybox !== null, 'busybox is not installed'],
      [
        machine.staticBusybox,
        `${programs.busybox} is linked dynamically and runs in no other root filesystem`,
      ],
    ),
    images: allOf(
      [programs.skopeo !== null, 'skopeo is not installed'],
      [programs.umoci !== null, 'umoci is not installed'],
    ),
    networkOut: allOf(
      [runs.ok, runs.reason],
      [programs.slirp4netns !== null, 'slirp4netns is not installed'],
      [machine.tun, '/dev/net/tun is not there, or not for this user'],
    ),
    differences: allOf([programs.rdiff !== null, 'rdiff is not installed']),
    lookInside: allOf([programs.pycriu !== null, 'pycriu is not installed']),
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
    !programs.pycriu && {
      what: 'pycriu is not installed',
      why: 'It reads what is in a checkpoint, to look inside and to compare.',
      mend: 'npm start -- --yes',
    },
    !helpers['iptables-restore'] && {
      what: 'iptables-restore is not installed',
      why: 'CRIU needs it for containers with a network of their own.',
      mend: packages('iptables'),
    },
    !(helpers.nsenter && helpers.ip) && {
      what: `${helpers.ip ? 'nsenter' : 'ip'} is not installed`,
      why: 'It brings up the loopback after a restore.',
      mend: packages('util-linux', 'iproute2'),
    },
    !(programs.skopeo && programs.umoci) && {
      what: `${programs.skopeo ? 'umoci' : 'skopeo'} is not installed`,
      why: 'Images are brought in by skopeo and unpacked by umoci.',
      mend: packages('skopeo', 'umoci'),
    },
    !programs.slirp4netns && {
      what: 'slirp4netns is not installed',
      why: 'It gives containers with a network of their own a way out.',
      mend: packages('slirp4netns'),
    },
    !programs.rdiff && {
      what: 'rdiff is not installed',
      why: 'Moments are stored by it as differences to each other; without it each costs its whole memory.',
      mend: packages('rdiff'),
    },
    !programs.strace && {
      what: 'strace is not installed',
      why: 'It follows the system calls of a container’s processes.',
      mend: packages('strace'),
    },
    !programs.zstd && {
      what: 'zstd is not installed',
      why: 'Moments are written to one file and brought in from one by it.',
      mend: packages('zstd'),
    },
    !machine.tun && {
      what: '/dev/net/tun cannot be opened',
      why: 'A way out of a container’s own network is made of it.',
      mend: `${root ? '' : 'sudo '}modprobe tun; ${root ? '' : 'sudo '}chmod 666 /dev/net/tun`,
    },
    !root && {
      what: 'Runcible runs without root',
      why: 'Checkpoints need root; pausing and limits need it or a cgroup of one’s own.',
      mend: null,
    },
    !machine.manyIds && {
      what: 'Containers can have no user but root',
      why: 'For others, newuidmap and ranges of ids in /etc/subuid and /etc/subgid are needed (root inside is this user outside).',
      mend: MANY_IDS,
    },
  ]
  return problems.filter((problem) => problem !== false)
}

/** Debian's own range for the first user. */
const MANY_IDS =
  'sudo apt-get install uidmap; sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "$USER"'

/** The first condition that does not hold is the reason. */
function allOf(...conditions: [holds: boolean, otherwise: string][]): Feature {
  const failed = conditions.find(([holds]) => !holds)
  return failed ? { ok: false, reason: failed[1] } : { ok: true, reason: '' }
}
