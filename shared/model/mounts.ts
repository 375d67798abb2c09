import { z } from 'zod'
import { HostPath, Time, text } from './ids.ts'
import { ImageUser } from './image.ts'

/** What no line of a log, a list or a command could show as it is. */
const hasControls = (path: string) =>
  [...path].some((character) => character < ' ' || character === '\u007f')
const isRoot = (path: string) => path.split('/').every((part) => part === '' || part === '.')

const plainPath = (path: z.ZodString) =>
  path.refine((value) => !hasControls(value), 'must not contain line breaks or control characters')

/** Where something appears in a container. What links in its root filesystem lead to stays in that: runc sees to it. */
export const Destination = plainPath(
  text(4096)
    .refine((path) => path.startsWith('/'), 'must be an absolute path in the container')
    .refine((path) => !isRoot(path), 'must not be the container’s root')
    .refine((path) => !path.split('/').includes('..'), 'must not contain ..'),
)

const SourcePath = plainPath(HostPath)

/** A volume's name: Podman's and Docker's rule, bounded; none begins with a dash. */
export const VolumeName = z
  .string()
  .max(100, 'at most 100 characters')
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/,
    'only letters, digits and _ . -, and a letter or digit first',
  )

/** mount_namespaces(7): which mounts made later on one side appear on the other. */
export const PROPAGATIONS = ['rprivate', 'private', 'rslave', 'slave', 'rshared', 'shared'] as const

const TMPFS_BYTES = z
  .number()
  .int()
  .min(4096, 'at least 4096 bytes')
  .max(2 ** 50)

export const MountRequest = z.discriminatedUnion('kind', [
  /** a folder or a file of the host */
  z.object({
    kind: z.literal('bind'),
    source: SourcePath,
    destination: Destination,
    readonly: z.boolean().default(false),
    propagation: z.enum(PROPAGATIONS).default('rprivate'),
    /** with what is mounted below the folder */
    recursive: z.boolean().default(true),
  }),
  z.object({
    kind: z.literal('tmpfs'),
    destination: Destination,
    /** bytes; absent: half of the memory, the kernel's rule */
    size: TMPFS_BYTES.optional(),
    /** permissions, as a number: 0o1777 */
    mode: z.number().int().min(0).max(0o7777).default(0o1777),
    noexec: z.boolean().default(true),
    nosuid: z.boolean().default(true),
    nodev: z.boolean().default(true),
  }),
  z.object({
    kind: z.literal('volume'),
    /** made where there is none of that name; absent: one of the container's own, which goes when nobody uses it */
    name: VolumeName.optional(),
    destination: Destination,
    readonly: z.boolean().default(false),
    /** while it is new and empty it gets what the image has there */
    copyUp: z.boolean().default(true),
  }),
])
export type MountRequest = z.infer<typeof MountRequest>
export type MountInput = z.input<typeof MountRequest>

export const DeviceRequest = z.object({
  path: SourcePath,
  /** absent: as on the host */
  containerPath: Destination.optional(),
  /** r: read, w: write, m: make its node */
  permissions: z
    .string()
    .regex(/^(?!.*(.).*\1)[rwm]{1,3}$/, 'must be some of r, w and m, each once')
    .default('rwm'),
})
export type DeviceRequest = z.infer<typeof DeviceRequest>
export type DeviceInput = z.input<typeof DeviceRequest>

/** What becomes of the folders that an image declares as volumes, where no mount is asked for there. Podman's three. */
export const ImageVolumes = z.enum(['anonymous', 'tmpfs', 'ignore'])
export type ImageVolumes = z.infer<typeof ImageVolumes>

/** The part of a create request that is about mounts. */
export const mountFields = {
  mounts: z.array(MountRequest).max(100, 'at most 100 mounts').default([]),
  devices: z.array(DeviceRequest).max(100, 'at most 100 devices').default([]),
  imageVolumes: ImageVolumes.default('anonymous'),
}

/** Something that is allowed and may be a mistake: at which field, and why, in a sentence. */
export const Warning = z.object({ field: z.string(), message: z.string() })
export type Warning = z.infer<typeof Warning>

/** What lies at a path of the host, for a mount or a device. */
export const SourceLook = z.object({
  kind: z.enum(['folder', 'file', 'socket', 'device', 'fifo', 'missing']),
  /** a sentence */
  detail: z.string(),
  warnings: z.array(z.string()),
})
export type SourceLook = z.infer<typeof SourceLook>

export const Volume = z.object({
  name: VolumeName,
  createdAt: Time,
  /** it belongs to a container that asked for it without a name, and goes when nobody uses it */
  anonymous: z.boolean(),
  /** folder on the host */
  path: z.string(),
  /** bytes on disk */
  size: z.number().int().nonnegative(),
  usedBy: z.array(ImageUser),
})
export type Volume = z.infer<typeof Volume>
