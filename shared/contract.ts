import { z } from 'zod'
import {
  BrokenTemplate,
  Changes,
  ChangesQuery,
  Checkpoint,
  CheckpointOptions,
  CommitRequest,
  Committed,
  Container,
  ContainerExport,
  ContainerProcess,
  ContainerRef,
  CreateRequest,
  Exec,
  ExecRef,
  ExecRequest,
  Exported,
  GivenId,
  GroupName,
  Host,
  HostPath,
  Image,
  ImageCheck,
  ImageExport,
  ImageId,
  ImageName,
  ImageSource,
  JournalEntry,
  Limits,
  MAX_TEMPLATES,
  MAX_TEMPLATES_TEXT,
  Namespace,
  Naming,
  OpenFile,
  PortForwards,
  Preflight,
  ProcessRef,
  RestoreOptions,
  Security,
  Shell,
  Snapshot,
  SourceLook,
  Stats,
  Template,
  TemplateParts,
  TerminalSize,
  Time,
  text,
  Volume,
  VolumeName,
  Warning,
} from './model.ts'

/** What two sides may say to each other: every call, event and stream by its name, each with its schemas. */
export interface Contract {
  readonly calls: Readonly<Record<string, { input: z.ZodType; output: z.ZodType }>>
  readonly events: Readonly<Record<string, z.ZodType>>
  readonly streams: Readonly<Record<string, { open: z.ZodType; down: z.ZodType; up: z.ZodType }>>
}

/** A call: what goes in, what comes out. Everything that the two sides share of it is derived from here. */
export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  input,
  output,
})

const nothing = z.object({})

/** What lies at a host path: how the create dialog answers while somebody types. */
export const PathProbe = z.object({
  /** image: an OCI layout, or an archive that may be one of an image */
  kind: z.enum(['bundle', 'rootfs', 'image', 'folder', 'file', 'missing']),
  /** a sentence: what was found, or what is missing for it to be usable */
  detail: z.string(),
  /** out of a bundle's config.json */
  args: z.array(z.string()).optional(),
  terminal: z.boolean().optional(),
})

/** What create would do, before it is done. */
const CreatePreview = z.object({
  /** config.json as it will be written */
  config: z.string(),
  /** command lines that will run */
  commands: z.array(z.array(z.string())),
  /** what is allowed and may be a mistake */
  warnings: z.array(Warning),
  security: Security,
})

/** Progress of long work; `done` of `total` in `unit` where it can be counted. */
export const Progress = z.object({
  phase: z.string(),
  done: z.number().optional(),
  total: z.number().optional(),
  unit: z.string().optional(),
  /** its parts, where they go on beside each other: the layers of an image, in bytes */
  parts: z.array(z.object({ name: z.string(), done: z.number(), total: z.number() })).optional(),
})
export type Progress = z.infer<typeof Progress>

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes')
/** since 1970 */
const Milliseconds = z.number().nonnegative()

/** How long what is stopped may take to end by itself. */
const Grace = z.number().min(0).max(600).default(10)

const GroupRef = z.object({ namespace: Namespace, group: GroupName })

const InitConsole = ContainerRef.extend({ kind: z.literal('init') })
const ExecConsole = ExecRef.extend({ kind: z.literal('exec') })

/** Which console: the init's, an exec's, or a host shell's. */
export const ConsoleTarget = z.discriminatedUnion('kind', [
  InitConsole,
  ExecConsole,
  z.object({ kind: z.literal('shell'), shell: GivenId }),
])
export type ConsoleTarget = z.infer<typeof ConsoleTarget>

/** One that conmon keeps a log of. */
const LoggedConsole = z.discriminatedUnion('kind', [InitConsole, ExecConsole])
export type LoggedConsole = z.infer<typeof LoggedConsole>

const LogLine = z.object({
  at: Time,
  source: z.enum(['stdout', 'stderr']),
  text: z.string(),
  /** false: the process has not ended the line, or wrote to the other pipe within it */
  whole: z.boolean(),
})
export type LogLine = z.infer<typeof LogLine>

const LogPage = z.object({
  lines: z.array(LogLine),
  /** where in the file the page begins: the next one is before it; 0: there is none */
  from: z.number(),
  /** of the file, bytes */
  size: z.number(),
})
export type LogPage = z.infer<typeof LogPage>

export const calls = {
  'engine.snapshot': call(nothing, Snapshot),
  'engine.preflight': call(z.object({ again: z.boolean().default(false) }), Preflight),
  'namespaces.add': call(z.object({ namespace: Namespace }), z.array(Namespace)),
  'paths.probe': call(z.object({ path: HostPath }), PathProbe),

  /** What a mount or a device of a path would be, and what speaks against it. */
  'mounts.look': call(z.object({ path: HostPath }), SourceLook),

  'containers.preview': call(CreateRequest, CreatePreview),
  'containers.create': call(CreateRequest, Container),
  'containers.start': call(ContainerRef, Container),
  'containers.pause': call(ContainerRef, Container),
  'containers.resume': call(ContainerRef, Container),
  'containers.update': call(ContainerRef.extend({ limits: Limits }), Container),
  'containers.kill': call(
    ContainerRef.extend({
      signal: z.number().int().min(1).max(64),
      all: z.boolean().default(false),
    }),
    nothing,
  ),
  'containers.delete': call(ContainerRef, nothing),
  'containers.checkpoint': call(ContainerRef.extend({ options: CheckpointOptions }), Checkpoint),
  /** A stopped container becomes a checkpoint again, in place. A second container is a create with that source. */
  'containers.restore': call(
    ContainerRef.extend({ checkpoint: GivenId, options: RestoreOptions.default({}) }),
    Container,
  ),
  /** Gives a container its way out anew, after its program has ended or with other ports forwarded. */
  'containers.mendNetwork': call(
    ContainerRef.extend({ ports: PortForwards.optional() }),
    Container,
  ),
  'containers.closeStdin': call(ContainerRef, Container),
  /** A stopped container once more from its beginning: the same settings, its files as it left them. */
  'containers.rerun': call(ContainerRef, Container),
  /** Ends it in order: its stop signal, then SIGKILL. One that waits to be started again after a failure waits no longer. */
  'containers.stop': call(ContainerRef.extend({ graceSeconds: Grace }), Container),
  'containers.label': call(ContainerRef.extend({ naming: Naming }), Container),
  'containers.stats': call(ContainerRef, Stats),
  'containers.config': call(ContainerRef, z.object({ config: z.string() })),
  'containers.security': call(ContainerRef, Security),

  /** What it changed in the files of its image. Refused for one that is not of an image. */
  'containers.changes': call(ChangesQuery, Changes),
  /** It becomes an image of its own; one that runs is paused while its changes are copied. Progress in bytes. */
  'containers.commit': call(CommitRequest, Committed),
  /** The path must be free, its folder there; what fails or is cancelled leaves nothing at it. */
  'containers.export': call(ContainerExport, Exported),

  /**
   * What runs inside, from the kernel's own view, figures of this moment; of very many (`total`) the first. Throws
   * `failed-precondition` where nothing does.
   */
  'processes.list': call(
    ContainerRef,
    z.object({
      at: Milliseconds,
      processes: z.array(ContainerProcess),
      total: z.number().int().nonnegative(),
    }),
  ),
  'processes.signal': call(
    ContainerRef.extend({ process: ProcessRef, signal: z.number().int().min(1).max(64) }),
    nothing,
  ),
  'processes.files': call(
    ContainerRef.extend({ process: ProcessRef }),
    z.object({ files: z.array(OpenFile) }),
  ),

  'execs.create': call(ContainerRef.extend({ request: ExecRequest }), Exec),
  'execs.start': call(ExecRef, Exec),
  'execs.kill': call(ExecRef.extend({ signal: z.number().int().min(1).max(64) }), nothing),
  'execs.delete': call(ExecRef, nothing),
  'execs.closeStdin': call(ExecRef, Exec),
  /** Kills what an ended exec left running in its container. */
  'execs.endLeft': call(ExecRef, Exec),

  'checkpoints.rename': call(
    z.object({ checkpoint: GivenId, name: z.string().min(1).max(120) }),
    Checkpoint,
  ),
  'checkpoints.delete': call(z.object({ checkpoint: GivenId }), nothing),

  /** Output with the times at which it came, out of the log: page by page from its end. */
  'consoles.lines': call(
    z.object({
      target: LoggedConsole,
      /** a position that an earlier page gave as `from`; absent: the end */
      before: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    LogPage,
  ),

  'shells.open': call(ContainerRef.extend({ size: TerminalSize.optional() }), Shell),
  'shells.close': call(z.object({ shell: GivenId }), nothing),

  'journal.list': call(
    z.object({
      before: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(500).default(100),
      container: ContainerRef.optional(),
    }),
    z.array(JournalEntry),
  ),
  /** A log that an error named: the last 256 KiB of a file under the state folder or a checkpoint's work folder. */
  /**
   * What a console's process wrote and when, out of its log from about byte `from` on, a page at a time; `bytes` are those of the
   * entries, one after the other. `next`: where the next page begins; null: there is no more by now.
   */
  'consoles.past': call(
    z.object({ target: LoggedConsole, from: z.number().int().nonnegative().default(0) }),
    z.object({
      entries: z.array(
        z.object({
          at: Milliseconds,
          source: z.enum(['stdout', 'stderr']),
          length: z.number().int().nonnegative(),
        }),
      ),
      bytes: Bytes,
      next: z.number().int().nonnegative().nullable(),
      size: z.number().int().nonnegative(),
      sizes: z.array(z.object({ at: Milliseconds, size: TerminalSize })),
    }),
  ),
  'logs.read': call(
    z.object({ path: HostPath }),
    z.object({ text: z.string(), truncated: z.boolean() }),
  ),

  'images.list': call(nothing, z.array(Image)),
  /** Brings an image in, unpacks it, and names it; progress by layer, in bytes. What is here already is not fetched again. */
  'images.import': call(z.object({ source: ImageSource, name: ImageName.optional() }), Image),
  /** Refused while containers or checkpoints use it. */
  'images.remove': call(z.object({ image: ImageId }), nothing),
  'images.check': call(z.object({ image: ImageId }), ImageCheck),

  'volumes.list': call(nothing, z.array(Volume)),
  'volumes.create': call(z.object({ name: VolumeName }), Volume),
  /** With all that is in it. Refused while containers or checkpoints use it. */
  'volumes.remove': call(z.object({ name: VolumeName }), nothing),
  /** By their order; each number is waited for until all of it runs. What runs already is left alone. */
  'groups.start': call(GroupRef, nothing),
  /** In the reverse order, each as containers.stop. */
  'groups.stop': call(GroupRef.extend({ graceSeconds: Grace }), nothing),
  /** Refused, before anything is deleted, while one of them lives. */
  'groups.delete': call(GroupRef, nothing),

  'templates.list': call(
    nothing,
    z.object({ templates: z.array(Template), broken: z.array(BrokenTemplate) }),
  ),
  /** A new one, or in the place of one that is there. Names and keys are each given once. */
  'templates.save': call(
    z.object({ template: GivenId.optional(), parts: TemplateParts }),
    Template,
  ),
  /** What can be chosen of one that comes along, too: absent parts stay. */
  'templates.arrange': call(
    z.object({
      template: GivenId,
      hidden: z.boolean().optional(),
      order: TemplateParts.shape.order.unwrap().optional(),
      key: TemplateParts.shape.key.unwrap().optional(),
    }),
    Template,
  ),
  'templates.remove': call(z.object({ template: GivenId }), nothing),
  'templates.export': call(
    z.object({ templates: z.array(GivenId).min(1).max(MAX_TEMPLATES) }),
    z.object({ text: z.string() }),
  ),
  /** All of an export or nothing of it. `taken`: what becomes of one whose name is taken already. */
  'templates.import': call(
    z.object({
      text: text(MAX_TEMPLATES_TEXT),
      taken: z.enum(['refuse', 'keepBoth', 'replace']).default('refuse'),
    }),
    z.array(Template),
  ),
  /** As an OCI archive; the path as for a container's. */
  'images.export': call(ImageExport, Exported),
} as const

export const events = {
  'container.changed': Container,
  'container.removed': ContainerRef,
  'checkpoint.changed': Checkpoint,
  'checkpoint.removed': z.object({ checkpoint: GivenId }),
  'shell.changed': Shell,
  'shell.removed': z.object({ shell: GivenId }),
  'journal.appended': JournalEntry,
  'host.changed': Host,
  'preflight.changed': Preflight,
  'namespaces.changed': z.array(Namespace),
  'image.changed': Image,
  'image.removed': z.object({ image: ImageId }),
  /** there are others than before, or others use them: to be listed anew */
  'volumes.changed': nothing,
  'template.changed': Template,
  'template.removed': z.object({ template: GivenId }),
} as const

/** An owner types and may set the terminal's size; an observer only looks, and the process cannot tell that it does. */
export const ViewerRole = z.enum(['owner', 'observer'])
export type ViewerRole = z.infer<typeof ViewerRole>

/** Which console, and as whom; absent: as an owner. */
export const ConsoleOpen = ConsoleTarget.and(z.object({ as: ViewerRole.optional() }))
export type ConsoleOpen = z.infer<typeof ConsoleOpen>

/** One of those who look at a console. */
export const ConsoleViewer = z.object({
  as: ViewerRole,
  /** what its window has room for; null where it has not said */
  size: TerminalSize.nullable(),
  /** its size is the terminal's */
  sets: z.boolean(),
  /** the one that is told this */
  you: z.boolean(),
})
export type ConsoleViewer = z.infer<typeof ConsoleViewer>

/** Cumulative count of a console's output bytes since its recording began. */
const Offset = z.number().int().nonnegative()

/**
 * To a viewer. `snapshot` is first, and again when a viewer fell too far behind: the screen and history as escape
 * sequences in `bytes`, standing for everything up to `offset`. `data` begins at `offset`. `viewers` follows a snapshot, and
 * every change of who looks. `held`: for how long the process has been made to wait for a viewer, told once that lasts; null:
 * it goes on. `ended` is last.
 */
export const ConsoleDown = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), offset: Offset, size: TerminalSize, bytes: Bytes }),
  z.object({
    kind: z.literal('data'),
    offset: Offset,
    source: z.enum(['stdout', 'stderr']),
    bytes: Bytes,
  }),
  z.object({ kind: z.literal('resized'), size: TerminalSize }),
  z.object({ kind: z.literal('viewers'), viewers: z.array(ConsoleViewer) }),
  z.object({
    kind: z.literal('held'),
    forMs: z.number().nonnegative().nullable(),
    /** it is this viewer that cannot keep up */
    byYou: z.boolean(),
  }),
  z.object({ kind: z.literal('ended') }),
])
export type ConsoleDown = z.infer<typeof ConsoleDown>

/**
 * From a viewer. `resize` says what its window has room for; whether the terminal gets that is decided over all viewers
 * (console/audience.ts). `role` makes it an observer, or an owner whose size counts from now on. `ack` says up to which offset
 * its terminal has parsed. Input of an observer ends its view.
 */
export const ConsoleUp = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('input'), bytes: Bytes }),
  z.object({ kind: z.literal('resize'), size: TerminalSize }),
  z.object({ kind: z.literal('role'), as: ViewerRole }),
  z.object({ kind: z.literal('ack'), offset: Offset }),
])
export type ConsoleUp = z.infer<typeof ConsoleUp>

export const streams = {
  console: { open: ConsoleOpen, down: ConsoleDown, up: ConsoleUp },
} as const

/** What an engine and its window say to each other. */
export const engineContract = { calls, events, streams } as const
export type EngineContract = typeof engineContract

export type CallName<C extends Contract = EngineContract> = keyof C['calls'] & string
export type CallInput<K extends CallName<C>, C extends Contract = EngineContract> = z.input<
  C['calls'][K]['input']
>
export type CallRequest<K extends CallName<C>, C extends Contract = EngineContract> = z.output<
  C['calls'][K]['input']
>
export type CallOutput<K extends CallName<C>, C extends Contract = EngineContract> = z.output<
  C['calls'][K]['output']
>
export type EventName<C extends Contract = EngineContract> = keyof C['events'] & string
export type EventValue<K extends EventName<C>, C extends Contract = EngineContract> = z.output<
  C['events'][K]
>
export type StreamName<C extends Contract = EngineContract> = keyof C['streams'] & string
export type StreamOpen<K extends StreamName<C>, C extends Contract = EngineContract> = z.output<
  C['streams'][K]['open']
>
export type StreamDown<K extends StreamName<C>, C extends Contract = EngineContract> = z.output<
  C['streams'][K]['down']
>
export type StreamUp<K extends StreamName<C>, C extends Contract = EngineContract> = z.output<
  C['streams'][K]['up']
>
