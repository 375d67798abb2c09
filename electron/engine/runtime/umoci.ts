import { RuncibleError } from '../../../shared/errors.ts'
import { runMapped } from './mapped.ts'
import { type Argv, run } from './run.ts'

/**
 * Who unpacks: `root`; `mapped`, an ordinary user with the ids that it was given, as its containers have them, so that owners
 * are kept; `alone`, one without: every file is its own, and owners are noted down in extended attributes. The latter two
 * get empty files in the place of devices.
 */
export type Unpacker = 'root' | 'mapped' | 'alone'

export interface UmociOptions {
  umoci: string
  as: Unpacker
  signal?: AbortSignal
}

/**
 * Unpacks the image `tag` of the OCI layout at `layout` into the new folder `bundle`: its `rootfs`, and umoci's own notes
 * of what it was, by which a later repack finds what changed. umoci checks the digests of layers and of their contents,
 * and resolves every path of a layer inside the rootfs. Throws what it said.
 */
export async function umociUnpack(
  layout: string,
  tag: string,
  bundle: string,
  { umoci, as, signal }: UmociOptions,
): Promise<void> {
  const flags = as === 'alone' ? ['--rootless'] : []
  const argv: Argv = [umoci, 'unpack', ...flags, '--image', `${layout}:${tag}`, bundle]
  await (as === 'mapped' ? runMapped(argv, { signal }) : run(argv, { signal })).catch(explain)
}

/** umoci's words stand behind a sign in colour. */
function explain(error: unknown): never {
  if (!(error instanceof RuncibleError) || error.code !== 'runtime-failed') throw error
  const said = (error.details.said ?? '').replace(/^[^\w/]*/, '')
  const full = /no space left/i.test(said)
  if (/chown.*invalid argument/i.test(said)) {
    throw new RuncibleError(
      'unsupported',
      'a file of the image belongs to an id that this user was not given',
      {
        ...error.details,
        said,
        hint: 'Bring the image in as root, or have an administrator give this user more ids in /etc/subuid and /etc/subgid.',
        cause: error,
      },
    )
  }
  throw new RuncibleError(
    full ? 'failed-precondition' : 'runtime-failed',
    full ? 'the disk is full' : 'umoci could not unpack the image',
    { ...error.details, said, cause: error },
  )
}
