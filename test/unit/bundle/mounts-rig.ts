import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Rootless } from '../../../electron/engine/bundle/defaults.ts'
import { findMounts, type MountSurroundings } from '../../../electron/engine/bundle/mounts.ts'
import { type CreateInput, CreateRequest } from '../../../shared/model.ts'

const surroundings = (known: string[]): MountSurroundings => ({
  volumes: {
    has: (name) => known.includes(name),
    path: (name) => `/v/${name}/data`,
    prepare: async () => {},
  },
  own: [join(tmpdir(), 'runcible-own')],
})

export const parse = (rest: Partial<CreateInput>) =>
  CreateRequest.parse({ namespace: 'default', id: 'web-1', source: { kind: 'starter' }, ...rest })

/** What is found for a request, before anything is mounted. */
export const find = (
  rest: Partial<CreateInput>,
  { image = [] as string[], as = null as Rootless | null, known = [] as string[] } = {},
) => findMounts(parse(rest), image, as, surroundings(known))
