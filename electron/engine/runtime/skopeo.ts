import { RuncibleError, type WireError } from '../../../shared/errors.ts'
import { type Argv, run } from './run.ts'

/** A manifest is asked for within this; a registry that needs longer does not answer. */
const INSPECT_MS = 60_000

/** An image as skopeo names it, `transport:details`, and what its source needs to be told. */
export interface SkopeoSource {
  image: string
  /** docker: false takes plain HTTP and unknown certificates */
  tlsVerify?: boolean
  certificates?: string
  /** file with credentials; absent: those that this user has stored for skopeo and podman */
  authFile?: string
}

export interface SkopeoOptions {
  skopeo: string
  /** where skopeo unpacks archives on its way */
  temporary: string
  signal?: AbortSignal
}

/** The platform is ours even where the engine is told nothing: an image of another would not run. */
const global = ({ skopeo, temporary }: SkopeoOptions): Argv => [skopeo, '--tmpdir', temporary]

/** The manifest, or the index of manifests, as it is stored: the text that its digest is of. */
export async function skopeoInspectRaw(
  source: SkopeoSource,
  options: SkopeoOptions,
): Promise<string> {
  const argv: Argv = [...global(options), 'inspect', '--raw', ...inspectArgs(source), source.image]
  const { stdout } = await run(argv, { signal: options.signal, timeoutMs: INSPECT_MS }).catch(
    explain,
  )
  return stdout
}

const inspectArgs = ({ tlsVerify, certificates, authFile }: SkopeoSource) => [
  ...(tlsVerify === undefined ? [] : [`--tls-verify=${tlsVerify}`]),
  ...(certificates ? ['--cert-dir', certificates] : []),
  ...(authFile ? ['--authfile', authFile] : []),
]

/**
 * Copies one image into the OCI layout at `layout` under `tag`; blobs that lie in it are not fetched again. Layers
 * that are not packed stay so, and keep their digests, but for those of a docker archive, which skopeo would label as packed
 * all the same. With `repack` all become gzip's, whatever they were, and get digests of their own; the config, and with it
 * the image's id, stays. The machine's policy.json and registries.conf hold. Throws what skopeo said, as codes.
 */
export async function skopeoToLayout(
  source: SkopeoSource,
  layout: string,
  tag: string,
  { repack, ...options }: SkopeoOptions & { repack: boolean },
): Promise<void> {
  const { tlsVerify, certificates, authFile, image } = source
  const asItIs = !repack && !image.startsWith('docker-archive:')
  await run(
    [
      ...global(options),
      'copy',
      ...(asItIs ? ['--dest-oci-accept-uncompressed-layers'] : []),
      ...(repack ? ['--dest-compress-format', 'gzip'] : []),
      ...(tlsVerify === undefined ? [] : [`--src-tls-verify=${tlsVerify}`]),
      ...(certificates ? ['--src-cert-dir', certificates] : []),
      ...(authFile ? ['--src-authfile', authFile] : []),
      image,
      `oci:${layout}:${tag}`,
    ],
    { signal: options.signal },
  ).catch(explain)
}

/** What skopeo takes for a name in an OCI archive. */
const REF_NAME = /^[A-Za-z0-9]+((--|[-._:@+/])[A-Za-z0-9]+)*$/

/**
 * Writes the image `tag` of the OCI layout at `layout` into the new OCI archive `archive`, under `name` where that can be one
 * there. Throws what it said.
 */
export async function skopeoToArchive(
  layout: string,
  tag: string,
  archive: string,
  name: string | undefined,
  options: SkopeoOptions,
): Promise<void> {
  const to =
    name && REF_NAME.test(name) ? `oci-archive:${archive}:${name}` : `oci-archive:${archive}`
  await run([...global(options), 'copy', `oci:${layout}:${tag}`, to], {
    signal: options.signal,
  }).catch(explain)
}

type Meaning = [pattern: RegExp, code: WireError['code'], message: string, hint?: string]

/** What skopeo has no codes for, by its words (1.9 to 1.18). */
const MEANINGS: readonly Meaning[] = [
  [
    /unauthorized|authentication required|invalid username\/password|denied/i,
    'permission-denied',
    'the registry does not let this user read the image',
    'Give a user and a password that may.',
  ],
  [
    /server gave HTTP response to HTTPS client/i,
    'failed-precondition',
    'the registry speaks plain HTTP',
    'Allow it without TLS, if you trust the way to it.',
  ],
  [
    /x509|certificate|tls:/i,
    'failed-precondition',
    'the registry’s certificate is not trusted here',
    'Give the folder with its certificate, or allow it unchecked.',
  ],
  [
    /manifest unknown|name unknown|repository name not known|no descriptor found|reading manifest .* not found|Tag .* not found|file does not exist in archive/i,
    'not-found',
    'there is no such image',
    'Look at the name and the tag.',
  ],
  [
    /connection refused|no such host|i\/o timeout|network is unreachable|no route to host/i,
    'unavailable',
    'the registry cannot be reached',
    'Look at its name and port, and whether this machine has a network.',
  ],
  [
    /digest did not match|does not match|mismatch|invalid checksum|digest .* wrong/i,
    'invalid-input',
    'a part of the image is not what its digest says',
    'It was changed or cut off. Get the image again from where it was made.',
  ],
  [
    /more than one image|unable to determine|specify the image|multiple images/i,
    'invalid-input',
    'it holds more than one image',
    'Name the one that is wanted.',
  ],
  [
    /no space left on device/i,
    'failed-precondition',
    'the disk is full',
    'Make room and try again.',
  ],
  [
    /rejected by policy|Source image rejected/i,
    'permission-denied',
    'this machine’s policy does not allow the image',
    'See /etc/containers/policy.json.',
  ],
]

/** skopeo's last words are `time="…" level=fatal msg="…"`. */
function explain(error: unknown): never {
  if (!(error instanceof RuncibleError) || error.code !== 'runtime-failed') throw error
  const raw = error.details.said ?? ''
  const said = (/msg="((?:[^"\\]|\\.)*)"/.exec(raw)?.[1] ?? raw).replaceAll('\\"', '"')
  const found = MEANINGS.find(([pattern]) => pattern.test(said))
  const [, code = 'runtime-failed', message = 'skopeo could not copy the image', hint] = found ?? []
  throw new RuncibleError(code, message, {
    ...error.details,
    said,
    ...(hint && { hint }),
    cause: error,
  })
}
