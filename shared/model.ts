import { z } from 'zod'
import { WireError } from './errors.ts'
import { EXEC_STATES, INIT_ACTIONS, INIT_STATES, STATUSES } from './lifecycle.ts'

const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'), 'must not contain a NUL character')

/**
 * runc's rule for ids (`^[\w+.-]+$`, not `.` or `..`), bounded so that every path made of it fits; none that a program would
 * take for an option.
 */
export const ContainerId = z
  .string()
  .min(1, 'a container needs a name')
  .max(100, 'at most 100 characters')
  .regex(/^[\w+.-]+$/, 'only letters, digits and _ + . - (runc’s rule)')
  .refine((id) => id !== '.' && id !== '..', 'must not be . or ..')
  .refine((id) => !id.startsWith('-'), 'must not begin with a dash')

/** A named runtime root, `<root>/<namespace>`, as containerd has them. */
export const Namespace = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,30}$/,
    'lower-case letters, digits and _ . - only, at most 31 characters',
  )

/** An id that Runcible itself gave: execs, checkpoints, host shells. */
export const GivenId = z.string().regex(/^[a-z0-9-]{1,64}$/)

/** An absolute path on the host. */
export const HostPath = text(4096).refine(
  (path) => path.startsWith('/'),
  'must be an absolute path',
)

/** Wall-clock time, ISO 8601 in UTC. */
export const Time = z.iso.datetime()

export const ContainerRef = z.object({ namespace: Namespace, id: ContainerId })
export type ContainerRef = z.infer<typeof ContainerRef>
export const ExecRef = ContainerRef.extend({ exec: GivenId })
export type ExecRef = z.infer<typeof ExecRef>

/** One string for a container, as a key of maps. */
export const keyOf = ({ namespace, id }: ContainerRef) => `${namespace}/${id}`

/**
 * Stdin is chosen at create. none: /dev/null. open: stays open whoever leaves. once: ends by a click, or when the engine
 * ends (conmon closes it with its last client).
 */
export const Stdin = z.enum(['none', 'open', 'once'])
export type Stdin = z.infer<typeof Stdin>

/** Columns and rows of a terminal. */
export const TerminalSize = z.object({
  cols: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(1000),
})
export type TerminalSize = z.infer<typeof TerminalSize>

/** Limits; what is absent is not limited. */
export const Limits = z.object({
  /** bytes */
  memory: z
    .number()
    .int()
    .min(4096, 'at least 4096 bytes')
    .max(2 ** 50)
    .optional(),
  /** CPUs, as a fraction: 0.5 is half of one */
  cpus: z.number().min(0.01, 'at least 0.01 CPU').max(4096).optional(),
  /** number of processes and threads */
  pids: z.number().int().min(1, 'at least 1 process').max(4_194_304).optional(),
})
export type Limits = z.infer<typeof Limits>

const EnvEntry = text(32_768).regex(/^[^=\s]+=/, 'must read NAME=value')

export const ProcessRequest = z.object({
  args: z.array(text(32_768)).min(1, 'a command is needed').max(1000),
  env: z.array(EnvEntry).max(1000).optional(),
  cwd: text(4096)
    .refine((path) => path.startsWith('/'), 'must be an absolute path')
    .optional(),
  /** `uid[:gid]`, or a name out of the container's own passwd */
  user: z
    .string()
    .regex(
      /^([a-z_][a-z0-9_-]*\$?|\d{1,10})(:([a-z_][a-z0-9_-]*\$?|\d{1,10}))?$/i,
      'must be user or user:group',
    )
    .optional(),
  terminal: z.boolean().optional(),
})
export type ProcessRequest = z.infer<typeof ProcessRequest>

/** What an image is known by: the digest of its config. */
export const ImageId = z
  .string()
  .regex(/^sha256:[a-f0-9]{64}$/, 'must be sha256: and 64 hex digits')

/** A name that images are given here; none begins with a dash or leads anywhere. */
export const ImageName = z
  .string()
  .max(300, 'at most 300 characters')
  .regex(/^[A-Za-z0-9][\w./:@+-]*$/, 'only letters, digits and . / : @ + - _')
  .refine((name) => !name.split('/').includes('..'), 'must not contain ..')

/** Where a container's root filesystem comes from. */
export const Source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starter') }),
  z.object({ kind: z.literal('bundle'), path: HostPath }),
  z.object({ kind: z.literal('rootfs'), path: HostPath }),
  z.object({ kind: z.literal('checkpoint'), checkpoint: GivenId }),
  /** an image of this engine's, by id or by name */
  z.object({ kind: z.literal('image'), image: ImageName }),
])
export type Source = z.infer<typeof Source>

/** The create options of containerd's shim, under Advanced. */
export const RuntimeOptions = z.object({
  /** the runc to run; absent: the one on PATH */
  binary: HostPath.optional(),
  /** folder of runtime roots; the container's is `<root>/<namespace>`; absent: Runcible's own */
  root: HostPath.optional(),
  systemdCgroup: z.boolean().default(false),
  noPivot: z.boolean().default(false),
  noNewKeyring: z.boolean().default(false),
  /** owner of the pipes: refused where the monitor cannot give them away (Host.features.ioOwner) */
  ioUid: z.number().int().min(0).max(0xffff_fffe).optional(),
  ioGid: z.number().int().min(0).max(0xffff_fffe).optional(),
  criu: HostPath.optional(),
  /** CRIU's work folder (logs, stats); absent: one beside the images */
  criuWorkPath: HostPath.optional(),
  /** checkpoint whose pages the restored one builds on */
  parentCheckpoint: GivenId.optional(),
})
export type RuntimeOptions = z.infer<typeof RuntimeOptions>

export const CreateRequest = z.object({
  namespace: Namespace,
  id: ContainerId,
  source: Source,
  /** absent parts come from the bundle's config.json, or from the defaults */
  process: ProcessRequest.partial().optional(),
  stdin: Stdin.default('open'),
  hostname: z
    .string()
    .regex(/^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,62})?$/, 'letters, digits, dots and dashes, at most 63')
    .optional(),
  limits: Limits.default({}),
  network: z.enum(['own', 'host']).optional(),
  readonlyRootfs: z.boolean().optional(),
  runtime: RuntimeOptions.prefault({}),
})
export type CreateRequest = z.infer<typeof CreateRequest>
/** The request as a caller writes it, before defaults. */
export type CreateInput = z.input<typeof CreateRequest>

export const ExecRequest = ProcessRequest.extend({
  stdin: Stdin.default('open'),
  size: TerminalSize.optional(),
})
export type ExecRequest = z.infer<typeof ExecRequest>

/** How a process ended. `code` is 128+n for a signal n, null where nobody saw it. */
export const Exit = z.object({
  code: z.number().int().nullable(),
  signal: z.number().int().nullable(),
  oom: z.boolean(),
  at: Time,
  /** exited by itself or by a signal; ended by a checkpoint; with the machine; unseen (the monitor was lost) */
  reason: z.enum(['exited', 'signal', 'oom', 'checkpoint', 'reboot', 'unseen']),
})
export type Exit = z.infer<typeof Exit>

/** Is conmon still there? lost: the container runs on, but its exit code and console are gone. */
const Monitor = z.enum(['watching', 'lost', 'none'])

/** An action under way: shown in the row and where it was started. */
export const Busy = z.object({
  action: z.enum([...INIT_ACTIONS, 'create', 'restore']),
  phase: z.string(),
  since: Time,
})
export type Busy = z.infer<typeof Busy>

export const Exec = z.object({
  id: GivenId,
  state: z.enum(EXEC_STATES),
  status: z.enum(STATUSES),
  pid: z.number().int().nullable(),
  args: z.array(z.string()),
  cwd: z.string(),
  user: z.string(),
  env: z.array(z.string()),
  terminal: z.boolean(),
  stdin: Stdin,
  stdinClosed: z.boolean(),
  monitor: Monitor,
  createdAt: Time,
  startedAt: Time.nullable(),
  exit: Exit.nullable(),
})
export type Exec = z.infer<typeof Exec>

export const Container = z.object({
  namespace: Namespace,
  id: ContainerId,
  state: z.enum(INIT_STATES),
  status: z.enum(STATUSES),
  busy: Busy.nullable(),
  monitor: Monitor,
  pid: z.number().int().nullable(),
  createdAt: Time,
  startedAt: Time.nullable(),
  /** when it entered the state it is in */
  since: Time,
  exit: Exit.nullable(),
  /** what went wrong while nobody was asking (a failed resume at exit, a file that could not be read) */
  problem: WireError.nullable(),
  source: Source,
  rootfs: z.string(),
  bundle: z.string(),
  args: z.array(z.string()),
  cwd: z.string(),
  user: z.string(),
  hostname: z.string(),
  terminal: z.boolean(),
  stdin: Stdin,
  stdinClosed: z.boolean(),
  limits: Limits,
  network: z.enum(['own', 'host']),
  readonlyRootfs: z.boolean(),
  runtime: RuntimeOptions,
  /** `<root>/<namespace>`, what runc is given as --root */
  runtimeRoot: z.string(),
  execs: z.array(Exec),
})
export type Container = z.infer<typeof Container>

/** The checkpoint options of lifecycle.md. */
export const CheckpointOptions = z.object({
  name: text(120).optional(),
  /** stop the container afterwards; false leaves it running */
  exit: z.boolean().default(false),
  allowOpenTcp: z.boolean().default(false),
  allowExternalUnixSockets: z.boolean().default(false),
  allowTerminal: z.boolean().default(false),
  fileLocks: z.boolean().default(false),
  /** namespaces restored empty instead of dumped; runc's --empty-ns knows no other */
  emptyNamespaces: z.array(z.enum(['network'])).default([]),
  /** checkpoint whose pages need not be written again */
  parent: GivenId.optional(),
  preDump: z.boolean().default(false),
  /** folder for the images; absent: Runcible's own store */
  imagePath: HostPath.optional(),
  /** CRIU's work folder (logs, stats); absent: beside the images */
  workPath: HostPath.optional(),
})
export type CheckpointOptions = z.infer<typeof CheckpointOptions>

/** One line for each option, for people. */
export const CHECKPOINT_OPTION_HELP: Readonly<Record<keyof CheckpointOptions, string>> = {
  name: 'A name to find it again by.',
  exit: 'End the container once its image is written; otherwise it runs on.',
  allowOpenTcp:
    'Take established TCP connections along (--tcp-established); their peers must still be there at restore.',
  allowExternalUnixSockets: 'Allow unix sockets whose other end is outside (--ext-unix-sk).',
  allowTerminal:
    'Allow a terminal that belongs to an outside session (--shell-job); consoles of ours do not need it.',
  fileLocks: 'Take held file locks along (--file-locks).',
  emptyNamespaces:
    'Namespaces to be restored empty instead of written (--empty-ns); runc knows only the network.',
  parent:
    'Write only the pages that changed since that checkpoint (--parent-path); needs memory tracking.',
  preDump:
    'Write the memory only, while the container runs, as the base of a later checkpoint (--pre-dump).',
  imagePath: 'Folder for CRIU’s images (--image-path).',
  workPath: 'Folder for CRIU’s logs and statistics (--work-path).',
}

export const Checkpoint = z.object({
  id: GivenId,
  name: z.string(),
  /** the container it was taken of */
  container: ContainerRef,
  createdAt: Time,
  options: CheckpointOptions,
  imagePath: z.string(),
  workPath: z.string(),
  /** bytes on disk, images and root filesystem */
  size: z.number().int().nonnegative(),
  /** how long the container stood still, ms, out of CRIU's statistics; null where they were not written */
  frozenMs: z.number().nonnegative().nullable(),
  /** root filesystem of that moment; null: shared with the source container's folder */
  rootfs: z.string().nullable(),
  /** a pre-dump is a base for others and cannot be restored */
  restorable: z.boolean(),
  terminal: z.boolean(),
  args: z.array(z.string()),
  /** exec sessions that CRIU does not bring back, as they were */
  lostExecs: z.array(z.array(z.string())),
})
export type Checkpoint = z.infer<typeof Checkpoint>

/**
 * Overrides for a restore; absent: as the checkpoint was taken (CRIU needs the same again). So these have no defaults,
 * which zod would fill in for what is absent.
 */
export const RestoreOptions = z
  .object({
    allowOpenTcp: z.boolean(),
    allowExternalUnixSockets: z.boolean(),
    allowTerminal: z.boolean(),
    fileLocks: z.boolean(),
    emptyNamespaces: CheckpointOptions.shape.emptyNamespaces.unwrap(),
    workPath: HostPath,
  })
  .partial()
export type RestoreOptions = z.infer<typeof RestoreOptions>

/** One moment's figures, out of cgroup files; null where the controller is not there. */
export const Stats = z.object({
  at: Time,
  /** CPU time used since start, µs */
  cpuUsec: z.number().nullable(),
  /** bytes */
  memory: z.number().nullable(),
  memoryLimit: z.number().nullable(),
  pids: z.number().nullable(),
  pidsLimit: z.number().nullable(),
  /** bytes read and written by block devices since start */
  ioRead: z.number().nullable(),
  ioWrite: z.number().nullable(),
  oomKills: z.number().nullable(),
})
export type Stats = z.infer<typeof Stats>

/** What this machine can or cannot do, why, and what would mend it. */
export const Feature = z.object({
  ok: z.boolean(),
  /** why not; empty where ok */
  reason: z.string(),
})
export type Feature = z.infer<typeof Feature>

export const FEATURES = [
  'run',
  'pause',
  'limits',
  'checkpoint',
  'preDump',
  'systemdCgroup',
  'ioOwner',
  'hostShell',
  'starter',
  'images',
] as const
export type FeatureName = (typeof FEATURES)[number]

export const Tool = z.object({
  path: z.string().nullable(),
  version: z.string().nullable(),
})
export type Tool = z.infer<typeof Tool>

export const Preflight = z.object({
  checkedAt: Time,
  tools: z.object({ runc: Tool, conmon: Tool, criu: Tool, busybox: Tool }),
  features: z.record(z.enum(FEATURES), Feature),
  /** what is amiss, with the command that mends it where there is one */
  problems: z.array(z.object({ what: z.string(), why: z.string(), mend: z.string().nullable() })),
})
export type Preflight = z.infer<typeof Preflight>

export const Host = z.object({
  name: z.string(),
  user: z.string(),
  root: z.boolean(),
  version: z.string(),
  kernel: z.string(),
  cgroup: z.enum(['v1', 'v2']),
  stateDir: z.string(),
  runDir: z.string(),
  bootId: z.string(),
})
export type Host = z.infer<typeof Host>

/** A program that the engine ran: exactly these arguments. */
export const CommandRun = z.object({
  argv: z.array(z.string()),
  at: Time,
  durationMs: z.number().nonnegative(),
  /** null: killed or not started */
  exitCode: z.number().int().nullable(),
})
export type CommandRun = z.infer<typeof CommandRun>

export const JournalEntry = z.object({
  seq: z.number().int().nonnegative(),
  at: Time,
  action: z.string(),
  container: ContainerRef.nullable(),
  durationMs: z.number().nonnegative(),
  commands: z.array(CommandRun),
  error: WireError.nullable(),
  /** for what happens by itself: an exit, a lost monitor */
  note: z.string().nullable(),
})
export type JournalEntry = z.infer<typeof JournalEntry>

/** A terminal on the host, in a container's namespaces; it lives as long as the engine. */
export const Shell = z.object({
  id: GivenId,
  container: ContainerRef,
  title: z.string(),
  startedAt: Time,
  exit: z.object({ code: z.number().int(), signal: z.number().int().nullable() }).nullable(),
})
export type Shell = z.infer<typeof Shell>

/** Everything there is, at one moment of the event stream. */
export const Snapshot = z.object({
  host: Host,
  preflight: Preflight.nullable(),
  namespaces: z.array(Namespace),
  containers: z.array(Container),
  checkpoints: z.array(Checkpoint),
  shells: z.array(Shell),
  journal: z.array(JournalEntry),
})
export type Snapshot = z.infer<typeof Snapshot>

/** Signals for the picker, by number, in the order people look for them. */
export const SIGNALS: ReadonlyArray<readonly [name: string, number: number]> = [
  ['SIGTERM', 15],
  ['SIGKILL', 9],
  ['SIGINT', 2],
  ['SIGHUP', 1],
  ['SIGQUIT', 3],
  ['SIGUSR1', 10],
  ['SIGUSR2', 12],
  ['SIGSTOP', 19],
  ['SIGCONT', 18],
  ['SIGABRT', 6],
  ['SIGALRM', 14],
  ['SIGPIPE', 13],
  ['SIGCHLD', 17],
  ['SIGSEGV', 11],
  ['SIGBUS', 7],
  ['SIGFPE', 8],
  ['SIGILL', 4],
  ['SIGTRAP', 5],
  ['SIGTSTP', 20],
  ['SIGTTIN', 21],
  ['SIGTTOU', 22],
  ['SIGWINCH', 28],
  ['SIGURG', 23],
  ['SIGXCPU', 24],
  ['SIGXFSZ', 25],
  ['SIGVTALRM', 26],
  ['SIGPROF', 27],
  ['SIGIO', 29],
  ['SIGPWR', 30],
  ['SIGSYS', 31],
  ['SIGSTKFLT', 16],
]

/** SIGKILL for 9; `signal 42` where it has no name. */
export const signalName = (number: number) =>
  SIGNALS.find(([, n]) => n === number)?.[0] ?? `signal ${number}`

/** `host[:port]/path[:tag][@digest]`, or a short name that the machine's registries.conf resolves; no user, no password. */
export const RegistryReference = z
  .string()
  .max(512, 'at most 512 characters')
  .regex(
    /^([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?(:\d{1,5})?\/)?[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*(\/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[a-f0-9]{64})?$/,
    'must read host[:port]/name[:tag]',
  )

/** A tag or reference inside an archive or a layout that holds several images. */
export const ImageTag = z
  .string()
  .max(300, 'at most 300 characters')
  .regex(/^[A-Za-z0-9][\w./:@+-]*$/, 'only letters, digits and . / : @ + - _')

/** Who asks a registry. They reach a file of mode 0600 for as long as it takes, and nothing else. */
export const Credentials = z.object({
  username: text(256)
    .min(1, 'a user is needed')
    .refine((name) => !name.includes(':'), 'must not contain a colon'),
  password: text(4096),
})
export type Credentials = z.infer<typeof Credentials>

/** Where an image is brought in from. */
export const ImageSource = z.discriminatedUnion('kind', [
  /** an OCI layout folder, an OCI archive or a docker archive: told apart by what it holds */
  z.object({
    kind: z.literal('path'),
    path: HostPath,
    /** which of several it holds */
    image: ImageTag.optional(),
  }),
  z.object({
    kind: z.literal('registry'),
    reference: RegistryReference,
    /** false: plain HTTP and unknown certificates will do */
    tlsVerify: z.boolean().default(true),
    /** folder of certificates (*.crt, *.cert, *.key) */
    certificates: HostPath.optional(),
    credentials: Credentials.optional(),
  }),
])
export type ImageSource = z.infer<typeof ImageSource>

export const Digest = z.string().regex(/^sha256:[a-f0-9]{64}$/)

/** What an image says of how it wants to be run; a create request's own values go before it. */
export const ImageConfig = z.object({
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  env: z.array(z.string()),
  user: z.string(),
  workingDir: z.string(),
  stopSignal: z.string(),
  /** `80/tcp` */
  exposedPorts: z.array(z.string()),
  volumes: z.array(z.string()),
})
export type ImageConfig = z.infer<typeof ImageConfig>

export const ImageUser = z.discriminatedUnion('kind', [
  ContainerRef.extend({ kind: z.literal('container') }),
  z.object({ kind: z.literal('checkpoint'), checkpoint: GivenId, name: z.string() }),
])
export type ImageUser = z.infer<typeof ImageUser>

/** An image that was brought in: its blobs are here and checked, its root filesystem is unpacked. */
export const Image = z.object({
  id: ImageId,
  names: z.array(ImageName),
  manifest: Digest,
  /** bytes of its blobs, as they are kept */
  size: z.number().int().nonnegative(),
  /** bytes of its layers' contents, unpacked */
  unpackedSize: z.number().int().nonnegative(),
  /** lowest first; bytes as they are kept */
  layers: z.array(z.object({ digest: Digest, size: z.number().int().nonnegative() })),
  platform: z.object({ os: z.string(), architecture: z.string() }),
  created: Time.nullable(),
  importedAt: Time,
  history: z.array(
    z.object({ created: Time.nullable(), createdBy: z.string(), emptyLayer: z.boolean() }),
  ),
  config: ImageConfig,
  usedBy: z.array(ImageUser),
})
export type Image = z.infer<typeof Image>

/** What became of an image's blobs when their digests were computed anew. */
export const ImageCheck = z.object({
  ok: z.boolean(),
  blobs: z.array(
    z.object({
      digest: Digest,
      what: z.enum(['manifest', 'config', 'layer']),
      /** empty where the blob is what its digest says */
      problem: z.string(),
    }),
  ),
})
export type ImageCheck = z.infer<typeof ImageCheck>
