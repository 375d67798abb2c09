import { z } from 'zod'
import { ContainerRef, GivenId, HostPath, Time, text } from './ids.ts'
import { Image, ImageId, ImageName } from './image.ts'

export const CHANGE_KINDS = ['added', 'changed', 'removed'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** One thing in a container's files that is not as in its image. */
export const Change = z.object({
  /** inside the container; a name that is no UTF-8 is shown with its bytes replaced */
  path: z.string(),
  change: z.enum(CHANGE_KINDS),
  /** what it is now; of what was removed, what it was. A folder that was removed stands for all that was in it */
  type: z.enum(['file', 'folder', 'link', 'device', 'fifo', 'socket']),
  /** bytes of a file; 0 for the rest */
  size: z.number().int().nonnegative(),
  /** permission bits, with set-user-id and the like */
  mode: z.number().int().min(0).max(0o7777),
})
export type Change = z.infer<typeof Change>

/** A page of a container's changes. */
export const ChangesQuery = ContainerRef.extend({
  /** an earlier page's: this one goes on in the same look, as long as that is kept; absent: look anew */
  look: GivenId.optional(),
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().min(1).max(1000).default(200),
  /** part of a path, in any case */
  filter: text(200).default(''),
  kinds: z.array(z.enum(CHANGE_KINDS)).max(3).default([]),
})
export type ChangesQuery = z.infer<typeof ChangesQuery>

/** What a container changed in its image's files, as it was at one moment; of a running one, while it runs on. */
export const Changes = z.object({
  look: GivenId,
  at: Time,
  /** of all, whatever is filtered; bytes of the files that were added or changed */
  total: z.object({
    added: z.number().int(),
    changed: z.number().int(),
    removed: z.number().int(),
    bytes: z.number().int(),
  }),
  /** how many the filter leaves */
  matching: z.number().int(),
  /** from `offset` on, by path */
  entries: z.array(Change),
  /** there are more than Runcible looks at */
  truncated: z.boolean(),
  /** laid over the image's files: the changes lie apart; a copy of them: compared by type, size, mode, owner and time */
  way: z.enum(['overlay', 'compared']),
})
export type Changes = z.infer<typeof Changes>

const words = z.array(text(32_768)).max(1000)

/** What a new image says otherwise than the one below it; absent: as that says. */
export const ImageConfigChange = z
  .object({
    entrypoint: words,
    cmd: words,
    /** all of it, each NAME=value once */
    env: z.array(text(32_768).regex(/^[^=]+=/, 'must read NAME=value')).max(1000),
    user: text(200),
    workingDir: text(4096).refine(
      (path) => path === '' || path.startsWith('/'),
      'must be an absolute path',
    ),
  })
  .partial()
export type ImageConfigChange = z.infer<typeof ImageConfigChange>

/** A container as an image: its image and, as one layer more, what it changed. */
export const CommitRequest = ContainerRef.extend({
  name: ImageName,
  config: ImageConfigChange.default({}),
  /** for the image's history */
  comment: text(1000).default(''),
})
export type CommitRequest = z.infer<typeof CommitRequest>

/** What is worth knowing of how it was made: that it was not paused, for example, and why. */
const notes = z.array(z.string())

export const Committed = z.object({ image: Image, notes })
export type Committed = z.infer<typeof Committed>

/** A path that nothing lies at yet, in a folder that is there. */
const Target = HostPath

export const ContainerExport = ContainerRef.extend({
  /** archive: an OCI archive of it as an image. bundle: a folder with config.json and rootfs, for plain runc */
  form: z.enum(['archive', 'bundle']),
  path: Target,
})
export type ContainerExport = z.infer<typeof ContainerExport>

export const ImageExport = z.object({ image: ImageId, path: Target })
export type ImageExport = z.infer<typeof ImageExport>

/** bytes: of the archive, or of the files in the folder */
export const Exported = z.object({
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  notes,
})
export type Exported = z.infer<typeof Exported>
