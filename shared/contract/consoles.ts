import { z } from 'zod'
import { ContainerRef, ExecRef, GivenId, TerminalSize, Time } from '../model.ts'
import { Bytes, Milliseconds, reading } from './call.ts'

const InitConsole = ContainerRef.extend({ kind: z.literal('init') })
const ExecConsole = ExecRef.extend({ kind: z.literal('exec') })

/** Which console: the init's, an exec's, or a debug session's. */
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

/** Of what consoles have shown. */
export const consoleCalls = {
  /** Output with the times at which it came, out of the log: page by page from its end. */
  'consoles.lines': reading(
    z.object({
      target: LoggedConsole,
      /** a position that an earlier page gave as `from`; absent: the end */
      before: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    LogPage,
  ),
  /**
   * What a console's process wrote and when, out of its log from about byte `from` on, a page at a time; `bytes` are those of the
   * entries, one after the other. `next`: where the next page begins; null: there is no more by now.
   */
  'consoles.past': reading(
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
 * sequences in `bytes`, standing for everything up to `offset`. `glimpse` may come before it: the screen alone, to look at until
 * then. `data` begins at `offset`. `viewers` follows a snapshot, and
 * every change of who looks. `held`: for how long the process has been made to wait for a viewer, told once that lasts; null:
 * it goes on. `ended` is last.
 */
export const ConsoleDown = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('glimpse'), size: TerminalSize, bytes: Bytes }),
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

export const consoleStreams = {
  console: { open: ConsoleOpen, down: ConsoleDown, up: ConsoleUp },
} as const
