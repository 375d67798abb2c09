import { RuncibleError } from '../../../shared/errors.ts'
import { readInside } from './inside.ts'

/** The text of a root filesystem's /etc/passwd and /etc/group; empty where they are not there. */
export interface UserFiles {
  passwd: string
  group: string
}

/** Where create and exec requests name the user. */
const FIELD = 'user'

export interface ResolvedUser {
  uid: number
  gid: number
  additionalGids: number[]
  /** null where passwd does not know the user */
  home: string | null
}

/** Reads passwd and group of a root filesystem that may be hostile; of several that lie over each other, uppermost first. */
export async function readUserFiles(...layers: string[]): Promise<UserFiles> {
  const read = async (path: string) => {
    for (const layer of layers) {
      const text = await readInside(layer, path)
      if (text !== null) return text
    }
    return ''
  }
  const [passwd, group] = await Promise.all([read('etc/passwd'), read('etc/group')])
  return { passwd, group }
}

/**
 * `uid[:gid]` or names out of the container's own files. Without a group it gets the user's own and those that name it as
 * a member, as Podman does. Its first group is among the additional ones, too: a program that changes its gid would lose it
 * otherwise, and with it what a file denies to that group alone (CVE-2022-2989). Throws `invalid-input` for a name that the
 * files do not know.
 */
export function resolveUser(user: string, { passwd, group }: UserFiles): ResolvedUser {
  const [name = '', groupName] = user.split(':')
  const entry = passwdEntries(passwd).find((entry) =>
    isNumber(name) ? entry.uid === Number(name) : entry.name === name,
  )
  if (!entry && !isNumber(name)) throw unknown(`the container knows no user ${name}`, '/etc/passwd')
  const uid = entry?.uid ?? bounded(name, (id) => `user ${id} is too large: at most ${MAX_ID}`)
  const home = entry?.home || null
  if (groupName !== undefined) {
    const gid = groupId(groupName, group)
    return { uid, gid, additionalGids: [gid], home }
  }
  const gid = entry?.gid ?? 0
  const others = groupEntries(group)
    .filter(({ members, gid: own }) => entry && own !== gid && members.includes(entry.name))
    .map(({ gid }) => gid)
  return { uid, gid, additionalGids: [gid, ...others], home }
}

function groupId(name: string, group: string): number {
  if (isNumber(name)) return bounded(name, (id) => `group ${id} is too large: at most ${MAX_ID}`)
  const entry = groupEntries(group).find((entry) => entry.name === name)
  if (!entry) throw unknown(`the container knows no group ${name}`, '/etc/group')
  return entry.gid
}

const isNumber = (text: string) => /^\d+$/.test(text)

/** The largest id but one: the last stands for "no change" in setuid(2). */
const MAX_ID = 0xffff_fffe

function bounded(text: string, refusal: (id: string) => string): number {
  const value = Number(text)
  if (value <= MAX_ID) return value
  throw new RuncibleError('invalid-input', refusal(text), { field: FIELD })
}

const unknown = (message: string, file: string) =>
  new RuncibleError('invalid-input', message, {
    field: FIELD,
    hint: `Its ${file} does not name it. A number works without one.`,
  })

function* rows(text: string, columns: number): Generator<string[]> {
  for (const line of text.split('\n')) {
    const fields = line.split(':')
    if (fields.length >= columns) yield fields
  }
}

const validId = (text: string | undefined) =>
  text !== undefined && isNumber(text) && Number(text) <= MAX_ID ? Number(text) : null

function passwdEntries(text: string) {
  const entries: { name: string; uid: number; gid: number; home: string }[] = []
  for (const [name = '', , uidText, gidText, , home = ''] of rows(text, 6)) {
    const uid = validId(uidText)
    const gid = validId(gidText)
    if (uid !== null && gid !== null) {
      entries.push({ name, uid, gid, home: home.startsWith('/') ? home : '' })
    }
  }
  return entries
}

function groupEntries(text: string) {
  const entries: { name: string; gid: number; members: string[] }[] = []
  for (const [name = '', , gidText, members = ''] of rows(text, 4)) {
    const gid = validId(gidText)
    if (gid !== null) entries.push({ name, gid, members: members.trim().split(',') })
  }
  return entries
}
