import { z } from 'zod'
import {
  HostPath,
  JournalEntry,
  Namespace,
  Preflight,
  Snapshot,
  SourceLook,
  SubjectRef,
} from '../model.ts'
import { call, nothing, reading } from './call.ts'

/** What lies at a host path: how the create dialog answers while somebody types. */
export const PathProbe = z.object({
  /** image: an OCI layout, or an archive that may be one of an image; checkpoint: an archive of a moment */
  kind: z.enum(['bundle', 'rootfs', 'image', 'checkpoint', 'folder', 'file', 'missing']),
  /** a sentence: what was found, or what is missing for it to be usable */
  detail: z.string(),
  /** out of a bundle's config.json */
  args: z.array(z.string()).optional(),
  terminal: z.boolean().optional(),
})

/** Of the engine and the machine that it works on. */
export const engineCalls = {
  'engine.snapshot': reading(nothing, Snapshot),
  'engine.preflight': reading(z.object({ again: z.boolean().default(false) }), Preflight),
  'namespaces.add': call(z.object({ namespace: Namespace }), z.array(Namespace)),
  'paths.probe': call(z.object({ path: HostPath }), PathProbe),
  /** What a mount or a device of a path would be, and what speaks against it. */
  'mounts.look': call(z.object({ path: HostPath }), SourceLook),
  'journal.list': reading(
    z.object({
      before: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(500).default(100),
      container: SubjectRef.optional(),
    }),
    z.array(JournalEntry),
  ),
  /** A log that an error named: the last 256 KiB of a file under the state folder or a checkpoint's work folder. */
  'logs.read': call(
    z.object({ path: HostPath }),
    z.object({ text: z.string(), truncated: z.boolean() }),
  ),
} as const
