import { z } from 'zod'
import { ContainerRef, GivenId, HostPath, Time, text } from './ids.ts'

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
