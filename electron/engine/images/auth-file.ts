import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RuncibleError } from '../../../shared/errors.ts'
import type { Credentials, ImageSource } from '../../../shared/model.ts'

/**
 * Writes the credentials of a registry into a file of this user alone (0600, in `dir`), in the form that skopeo reads: they
 * stand in no argument, no environment and no journal. Gives its path; undefined where there are none. Throws
 * `invalid-input` where the reference names no registry that they could be for.
 */
export function writeAuthFile(dir: string, source: ImageSource): string | undefined {
  if (source.kind !== 'registry' || !source.credentials) return undefined
  const host = registryOf(source.reference)
  if (!host) {
    throw new RuncibleError('invalid-input', 'credentials need a registry that they are for', {
      field: 'source.reference',
      hint: 'Begin the reference with the registry’s host: host/name:tag.',
    })
  }
  const path = join(dir, 'auth.json')
  writeFileSync(
    path,
    JSON.stringify({ auths: { [host]: { auth: encoded(source.credentials) } } }),
    {
      mode: 0o600,
      flag: 'wx',
    },
  )
  return path
}

const encoded = ({ username, password }: Credentials) =>
  Buffer.from(`${username}:${password}`).toString('base64')

/** The part before the first slash is a host where it has a dot or a port, or is localhost (docker's rule). */
export function registryOf(reference: string): string | null {
  const [first = '', ...rest] = reference.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : null
}
