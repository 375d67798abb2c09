import { z } from 'zod'
import { GivenId, HostPath, Time, text } from './ids.ts'
import { ImageId } from './image.ts'
import { Network } from './network.ts'

/** A moment as one file, in the layout that “podman container checkpoint --export” writes. */
export const CheckpointExport = z.object({
  checkpoint: GivenId,
  /** nothing may lie there yet */
  path: HostPath,
})
export type CheckpointExport = z.infer<typeof CheckpointExport>

/** Something of this machine, or beyond the defaults, that an archive asks for. */
export const ArchiveWant = z.object({
  /** by which it is allowed */
  key: z.string(),
  level: z.enum(['danger', 'caution']),
  /** what it is, as a clause */
  what: z.string(),
  /** why that matters, in a sentence */
  why: z.string(),
})
export type ArchiveWant = z.infer<typeof ArchiveWant>

/** What lies in an archive of a moment. Nothing was unpacked for it. */
export const CheckpointLook = z.object({
  path: z.string(),
  /** what an import is to name, so that what was shown is what is brought in */
  seen: z.string(),
  /** bytes of the file, and of what is in it */
  packed: z.number().int().nonnegative(),
  unpacked: z.number().int().nonnegative(),
  /** what made it */
  engine: z.enum(['runcible', 'podman', 'cri-o', 'other']),
  name: z.string(),
  note: z.string(),
  /** the container that it was taken of, as it was called */
  container: z.string(),
  createdAt: Time.nullable(),
  args: z.array(z.string()),
  env: z.array(z.string()),
  cwd: z.string(),
  user: z.string(),
  hostname: z.string(),
  terminal: z.boolean(),
  network: Network,
  /** the last lines of its console */
  lastLines: z.array(z.string()),
  /** its root filesystem in the archive: all of it, what was changed of another one, or nothing */
  files: z.enum(['whole', 'changes', 'none']),
  /** the image that it was made of, and the one here that is that; null: none */
  image: z.object({ name: z.string(), here: ImageId.nullable() }).nullable(),
  /** where the root filesystem lay that it ran on; empty: nobody says */
  rootfs: z.string(),
  wants: z.array(ArchiveWant),
  /** what of it is left out or made anew here, in sentences */
  notes: z.array(z.string()),
  /** why it cannot be brought in; empty where it can */
  problem: z.string(),
})
export type CheckpointLook = z.infer<typeof CheckpointLook>

export const CheckpointImport = z.object({
  path: HostPath,
  /** of the look that was shown; absent: whatever is in it */
  seen: text(100).optional(),
  /** absent: as the archive says */
  name: z.string().trim().min(1).max(120).optional(),
  /** a folder with the root filesystem that it ran on, which is copied */
  rootfs: HostPath.optional(),
  /** the image that it was made of; absent: the one here that is that */
  image: ImageId.optional(),
  /** keys of what it wants; what is not named is refused */
  allow: z.array(text(5000)).max(500).default([]),
})
export type CheckpointImport = z.infer<typeof CheckpointImport>
