import { z } from 'zod'
import { InsideProcess, InsideSocket } from './checkpoint-inside.ts'
import { GivenId, HostPath } from './ids.ts'
import { Change, Changes } from './outgoing.ts'

/** Two moments of one container, or a moment and how it is now. */
export const CompareQuery = z.object({
  /** the earlier one: what was */
  checkpoint: GivenId,
  /** what is; null: the checkpoint's container as it is now */
  with: GivenId.nullable(),
})
export type CompareQuery = z.infer<typeof CompareQuery>

const about = { pid: z.number().int(), name: z.string() }

const Brief = InsideProcess.pick({ name: true, args: true, state: true, threadCount: true })
export type ProcessBrief = z.infer<typeof Brief>

/** Only what differs; each list with a side that has it not as null. */
export const CheckpointComparison = z.object({
  processes: z.array(
    z.object({
      pid: z.number().int(),
      change: z.enum(['started', 'gone', 'changed']),
      was: Brief.nullable(),
      is: Brief.nullable(),
    }),
  ),
  /** bytes of its own */
  memory: z.array(z.object({ ...about, was: z.number().nullable(), is: z.number().nullable() })),
  environment: z.array(
    z.object({
      ...about,
      variable: z.string(),
      was: z.string().nullable(),
      is: z.string().nullable(),
    }),
  ),
  openFiles: z.array(
    z.object({
      ...about,
      fd: z.number().int(),
      target: z.string(),
      change: z.enum(['opened', 'closed', 'moved']),
      /** offsets, bytes */
      was: z.number().nullable(),
      is: z.number().nullable(),
    }),
  ),
  sockets: z.array(z.object({ change: z.enum(['opened', 'closed']), socket: InsideSocket })),
  /** of the root filesystem; null: it cannot be compared, for the reason among the notes */
  rootfs: z
    .object({
      total: Changes.shape.total,
      /** by path; the first ones where there are more */
      entries: z.array(Change),
    })
    .nullable(),
  /** what is left out or could not be read, and why, a sentence each */
  notes: z.array(z.string()),
})
export type CheckpointComparison = z.infer<typeof CheckpointComparison>

/** One file of both sides. */
export const CompareFileQuery = CompareQuery.extend({ path: HostPath })
export type CompareFileQuery = z.infer<typeof CompareFileQuery>

export const FileText = z.object({
  /** binary: its text is empty; other: a folder, a device and the like */
  kind: z.enum(['text', 'binary', 'link', 'other']),
  /** of a link: where it leads */
  text: z.string(),
  /** of the whole file */
  bytes: z.number().nonnegative(),
  /** the text is its beginning */
  truncated: z.boolean(),
})
export type FileText = z.infer<typeof FileText>

/** null: it is not there */
export const FileComparison = z.object({ was: FileText.nullable(), is: FileText.nullable() })
export type FileComparison = z.infer<typeof FileComparison>
