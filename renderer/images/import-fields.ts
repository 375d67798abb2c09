import type { ImportInput } from '../actions/images.ts'

/** What is brought in, as it is typed. */
export interface ImportFields {
  from: 'registry' | 'path'
  reference: string
  /** plain HTTP and unknown certificates will do */
  insecure: boolean
  username: string
  password: string
  certificates: string
  path: string
  /** which of several the archive holds */
  image: string
  name: string
}

export const EMPTY_IMPORT: ImportFields = {
  from: 'registry',
  reference: '',
  insecure: false,
  username: '',
  password: '',
  certificates: '',
  path: '',
  image: '',
  name: '',
}

/** What was typed, as the engine takes it. */
export function toImport(fields: ImportFields): ImportInput {
  const { from, username, password } = fields
  const named = fields.name && { name: fields.name }
  if (from === 'path') {
    const { path, image } = fields
    return { source: { kind: 'path', path, ...(image && { image }) }, ...named }
  }
  return {
    source: {
      kind: 'registry',
      reference: fields.reference,
      tlsVerify: !fields.insecure,
      ...(fields.certificates && { certificates: fields.certificates }),
      ...(username && { credentials: { username, password } }),
    },
    ...named,
  }
}
