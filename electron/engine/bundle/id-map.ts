import { readFileSync } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import type { IdMap } from '../../../shared/model.ts'
import type { IdRange } from './defaults.ts'
import type { Spec, SpecMount } from './spec.ts'
import { rangeOf } from './subids.ts'

const FIELD = 'security.idMap'
/** devpts is mounted for the group tty. */
const TTY = 5

/** Where /etc/subuid and /etc/subgid are read; others in tests. */
export interface SubidFiles {
  subuid: string
  subgid: string
}
const FILES: SubidFiles = { subuid: '/etc/subuid', subgid: '/etc/subgid' }

/**
 * The container in a user namespace: its ids from 0 on are those of the machine that `map` names. Throws `invalid-input`
 * where the user was given none, or where there are not that many ids, and `unsupported` where the bundle maps its own.
 */
export function withIdMap(spec: Spec, map: IdMap, files = FILES): Spec {
  const { linux } = spec
  if (linux?.namespaces?.some(({ type }) => type === 'user')) {
    throw new RuncibleError('unsupported', 'the bundle’s config.json maps ids of its own', {
      field: FIELD,
      hint: 'Leave the ids as they are, or change config.json.',
    })
  }
  const { uids, gids } = rangesOf(map, files)
  return {
    ...spec,
    mounts: spec.mounts?.map((mount) => (gids.count > TTY ? mount : withoutOwner(mount))),
    linux: {
      ...linux,
      namespaces: [...(linux?.namespaces ?? []), { type: 'user' }],
      uidMappings: [mapping(uids)],
      gidMappings: [mapping(gids)],
    },
  }
}

const mapping = ({ start, count }: IdRange) => ({ containerID: 0, hostID: start, size: count })

const withoutOwner = (mount: SpecMount): SpecMount => ({
  ...mount,
  options: mount.options?.filter((option) => !/^[ug]id=/.test(option)),
})

function rangesOf(map: IdMap, files: SubidFiles): { uids: IdRange; gids: IdRange } {
  if (map.kind === 'ids') {
    const { uid, gid, count } = map
    if (Math.max(uid, gid) + count > 0xffff_ffff) {
      throw refused(`there are no ${count} ids from ${Math.max(uid, gid)} on`, 'Take fewer.')
    }
    return { uids: { start: uid, count }, gids: { start: gid, count } }
  }
  return { uids: given(files.subuid, map.user), gids: given(files.subgid, map.user) }
}

function given(file: string, user: string): IdRange {
  const range = rangeOf(textOf(file), user, -1)
  if (range) return range
  throw refused(
    `${file} gives ${user} no ids`,
    `Name ids by number, or give it some: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${user}`,
  )
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const refused = (message: string, hint: string) =>
  new RuncibleError('invalid-input', message, { field: FIELD, hint })
