import { RuncibleError } from '../../../shared/errors.ts'
import { run } from './run.ts'

export interface UmociOptions {
  umoci: string
  /** an ordinary user: owners are noted down in extended attributes, and devices are left out */
  rootless: boolean
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
  { umoci, rootless, signal }: UmociOptions,
): Promise<void> {
  const flags = rootless ? ['--rootless'] : []
  await run([umoci, 'unpack', ...flags, '--image', `${layout}:${tag}`, bundle], { signal }).catch(
    explain,
  )
}

/** umoci's words stand behind a sign in colour. */
function explain(error: unknown): never {
  if (!(error instanceof RuncibleError) || error.code !== 'runtime-failed') throw error
  const said = (error.details.said ?? '').replace(/^[^\w/]*/, '')
  const full = /no space left/i.test(said)
  throw new RuncibleError(
    full ? 'failed-precondition' : 'runtime-failed',
    full ? 'the disk is full' : 'umoci could not unpack the image',
    { ...error.details, said, cause: error },
  )
}
