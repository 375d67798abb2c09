import { z } from 'zod'
import { ContainerRef, text } from './ids.ts'
import { CHANGE_KINDS, Change } from './outgoing.ts'

/**
 * A path inside a container. Names on Linux are bytes: one that is no UTF-8 is a surrogate (U+DC80 to U+DCFF, as Python has it)
 * in the place of each byte that is none, so that it can be shown and asked for again.
 */
export const InsidePath = text(4096).refine(
  (path) => path.startsWith('/'),
  'must be an absolute path',
)

/** One name in a folder, in the same way. */
export const FileName = text(255)
  .min(1, 'needs a name')
  .refine((name) => !name.includes('/'), 'must not contain a slash')
  .refine((name) => name !== '.' && name !== '..', 'must not be . or ..')

/** How something is not as in the base: the image, or the folder that a container lies over. within: something in that folder */
export const FILE_MARKS = [...CHANGE_KINDS, 'within'] as const
export type FileMark = (typeof FILE_MARKS)[number]

/** One thing in a folder; nothing of it follows a link. */
export const FileEntry = z.object({
  name: z.string(),
  type: Change.shape.type,
  /** bytes of a file; 0 for the rest */
  size: z.number().nonnegative(),
  mode: Change.shape.mode,
  /** ids as the container has them, and what its own passwd and group call them */
  uid: z.number().int(),
  gid: z.number().int(),
  user: z.string().nullable(),
  group: z.string().nullable(),
  /** when its contents were written last, ms since 1970 */
  modified: z.number(),
  /** of a link: where it leads */
  target: z.string().nullable(),
  /** what the base has otherwise; null: nothing, or there is nothing to compare it with */
  mark: z.enum(FILE_MARKS).nullable(),
  /** what is mounted there, by the name of its filesystem */
  mounted: z.string().nullable(),
})
export type FileEntry = z.infer<typeof FileEntry>

/** A page of a folder. */
export const FolderQuery = ContainerRef.extend({
  path: InsidePath,
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().min(1).max(1000).default(500),
  /** only what is not as in the base, and folders in which there may be such */
  changed: z.boolean().default(false),
})
export type FolderQuery = z.infer<typeof FolderQuery>

export const Folder = z.object({
  /** where links have led */
  path: z.string(),
  /** of all pages */
  total: z.number().int().nonnegative(),
  /** folders first, then by name */
  entries: z.array(FileEntry),
  /** it holds more than Runcible reads */
  truncated: z.boolean(),
  /** what else it can be compared with; null: nothing */
  base: z.string().nullable(),
  /** why nothing can be written to it, as a clause; null: it can */
  whyNotWritable: z.string().nullable(),
  /** what is worth knowing of what is shown, a sentence each */
  notes: z.array(z.string()),
})
export type Folder = z.infer<typeof Folder>

/** A part of a file's text. */
export const FilePartQuery = ContainerRef.extend({
  path: InsidePath,
  /** bytes from its beginning; absent: the beginning. A part begins with a whole character */
  from: z.number().int().nonnegative().default(0),
})
export type FilePartQuery = z.infer<typeof FilePartQuery>

export const FilePart = z.object({
  /** where links have led */
  path: z.string(),
  /** binary: its text is empty; other: a folder, a device and the like, of which nothing is read */
  kind: z.enum(['text', 'binary', 'other']),
  type: Change.shape.type,
  text: z.string(),
  from: z.number().nonnegative(),
  to: z.number().nonnegative(),
  /** of the whole file; of one that has no size, as in /proc, what was read */
  size: z.number().nonnegative(),
})
export type FilePart = z.infer<typeof FilePart>

const InFolder = ContainerRef.extend({ folder: InsidePath, name: FileName })

export const FolderRequest = InFolder
export type FolderRequest = z.infer<typeof FolderRequest>
export const FileRename = InFolder.extend({ to: FileName })
export type FileRename = z.infer<typeof FileRename>
export const FileRemoval = InFolder
export type FileRemoval = z.infer<typeof FileRemoval>

/** One file as it is; one folder, or several things, as a tar. */
export const DownloadOpen = ContainerRef.extend({
  folder: InsidePath,
  names: z.array(FileName).min(1).max(1000),
})
export type DownloadOpen = z.infer<typeof DownloadOpen>

const FileBytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes')
const Offset = z.number().int().nonnegative()

/** `begin` is first; `data` follow each other; `end` is last, and without it nothing is whole. */
export const DownloadDown = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('begin'),
    /** what to call it */
    name: z.string(),
    /** null: nobody knows before */
    size: z.number().nonnegative().nullable(),
  }),
  z.object({ kind: z.literal('data'), bytes: FileBytes }),
  z.object({
    kind: z.literal('end'),
    /** what is not in it, or not as one would think, a sentence each */
    notes: z.array(z.string()),
  }),
])
export type DownloadDown = z.infer<typeof DownloadDown>

/** Up to where it has been taken in, bytes. */
export const TransferAck = z.object({ kind: z.literal('ack'), offset: Offset })
export type TransferAck = z.infer<typeof TransferAck>

/** A new file, or one in the place of another, which keeps its mode and owner. */
export const UploadOpen = InFolder.extend({
  size: Offset,
  /** a file of that name may be replaced */
  replace: z.boolean().default(false),
})
export type UploadOpen = z.infer<typeof UploadOpen>

/** From who uploads: all of it, in order; what ends before `size` bytes have come leaves nothing. */
export const UploadUp = z.object({ kind: z.literal('data'), bytes: FileBytes })
export type UploadUp = z.infer<typeof UploadUp>

/** `ack`: so many bytes are written, the first for none; `done` is last: it lies in its place. */
export const UploadDown = z.discriminatedUnion('kind', [
  TransferAck,
  z.object({ kind: z.literal('done') }),
])
export type UploadDown = z.infer<typeof UploadDown>
