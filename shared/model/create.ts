import { z } from 'zod'
import { ContainerId, GivenId, HostPath, Namespace } from './ids.ts'
import { ImageName } from './image.ts'
import { mountFields } from './mounts.ts'
import { Naming } from './naming.ts'
import { Network } from './network.ts'
import { Limits, ProcessRequest, Stdin } from './process.ts'
import { SecurityRequest } from './security.ts'

/** true: what is changed goes to a layer over the folder, which stays as it is; else into the folder itself */
const layer = z.boolean().optional()

/** Where a container's root filesystem comes from. */
export const Source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starter') }),
  z.object({ kind: z.literal('bundle'), path: HostPath, layer }),
  z.object({ kind: z.literal('rootfs'), path: HostPath, layer }),
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
  /**
   * How large a console's log may become, bytes; absent: it holds all that was ever written. A log that would grow beyond it is
   * begun anew by conmon (--log-size-max), whether an engine runs or not: so it holds the last of the output, at most as much as
   * this, and right afterwards little. Of what is shown while an engine runs nothing goes with it.
   */
  logSizeMax: z
    .number()
    .int()
    .min(65_536, 'at least 64 KiB')
    .max(2 ** 50)
    .optional(),
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
  network: Network.optional(),
  readonlyRootfs: z.boolean().optional(),
  ...mountFields,
  security: SecurityRequest.optional(),
  runtime: RuntimeOptions.prefault({}),
  naming: Naming.prefault({}),
})
export type CreateRequest = z.infer<typeof CreateRequest>
/** The request as a caller writes it, before defaults. */
export type CreateInput = z.input<typeof CreateRequest>
