import {
  closeSync,
  constants as fsConstants,
  fstatSync,
  openSync,
  readFileSync,
  statSync,
} from 'node:fs'
import { constants, release } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { RuncibleError } from '../../../shared/errors.ts'
import { DEFAULT_PROFILE } from './seccomp-default.ts'

/** Where Podman looks for its default, in this order; without either it has one of its own, as we have. */
const MACHINES_OWN = ['/etc/containers/seccomp.json', '/usr/share/containers/seccomp.json']

/** Docker's profile has 20 KiB. */
const MAX_BYTES = 1024 * 1024
const MAX_RULES = 2000
const FIELD = 'security.seccomp'

const Action = z
  .string()
  .regex(/^SCMP_ACT_(KILL|KILL_PROCESS|KILL_THREAD|TRAP|ERRNO|TRACE|ALLOW|LOG)$/, {
    error: ({ input }) =>
      input === 'SCMP_ACT_NOTIFY'
        ? 'SCMP_ACT_NOTIFY needs a program that answers, which Runcible does not run'
        : 'no action of seccomp that is known here',
  })
const Name = z.string().regex(/^\w{1,64}$/, 'no name of a system call')
const Names = z.array(Name).max(2000)

/** uint64: what JavaScript cannot hold exactly must not be written back as something else. 2^64 is read for 2^64 − 1. */
const Uint64 = z
  .number()
  .refine(
    (value) => (Number.isSafeInteger(value) && value >= 0) || value === 2 ** 64,
    'a whole number below 2^53',
  )

const Errno = z.union([
  z.string().refine((name) => errnoOf(name) !== undefined, 'no error that is known here'),
  z.number().int().min(0).max(4095),
])

const Arg = z.object({
  index: z.number().int().min(0).max(5),
  value: Uint64.default(0),
  valueTwo: Uint64.optional(),
  op: z.string().regex(/^SCMP_CMP_(NE|LT|LE|EQ|GE|GT|MASKED_EQ)$/, 'no comparison of seccomp'),
})

const Filter = z
  .object({
    caps: z.array(z.string().max(64)).max(64).nullish(),
    arches: z.array(z.string().max(32)).max(64).nullish(),
    minKernel: z.string().max(32).nullish(),
  })
  .nullish()
type Filter = z.infer<typeof Filter>

const Rule = z.object({
  name: Name.or(z.literal('')).nullish(),
  names: Names.nullish(),
  action: Action,
  errno: Errno.or(z.literal('')).nullish(),
  errnoRet: Errno.nullish(),
  args: z.array(Arg).max(32).nullish(),
  includes: Filter,
  excludes: Filter,
})

/** A profile as Docker and Podman write it; the plain OCI form is one without conditions. */
const Profile = z.object({
  defaultAction: Action,
  defaultErrno: Errno.or(z.literal('')).nullish(),
  defaultErrnoRet: Errno.nullish(),
  architectures: z
    .array(z.string().regex(/^SCMP_ARCH_\w{1,24}$/))
    .max(64)
    .nullish(),
  archMap: z
    .array(z.object({ architecture: z.string(), subArchitectures: z.array(z.string()).nullish() }))
    .max(64)
    .nullish(),
  flags: z
    .array(z.string().regex(/^SECCOMP_FILTER_FLAG_\w{1,32}$/))
    .max(8)
    .nullish(),
  syscalls: z.array(Rule).max(MAX_RULES).nullish(),
})
export type Profile = z.infer<typeof Profile>

/** linux.seccomp of a config.json. */
export type Seccomp = {
  defaultAction: string
  defaultErrnoRet?: number
  architectures?: string[]
  flags?: string[]
  syscalls: {
    names: string[]
    action: string
    errnoRet?: number
    args?: { index: number; value: number; valueTwo?: number; op: string }[]
  }[]
}

/** What a profile's conditions are judged by. */
export interface Conditions {
  /** the bounding set */
  capabilities: readonly string[]
  /** as libseccomp calls it: amd64, arm64 … */
  arch: string
  kernel: string
}

export const conditionsHere = (capabilities: readonly string[]): Conditions => ({
  capabilities,
  arch: ARCHES[process.arch] ?? process.arch,
  kernel: release(),
})

const ARCHES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: 'x86',
  ppc64: 'ppc64le',
  mips64: 'mips64',
  mips64el: 'mipsel64',
}

/** Names of archMap by libseccomp's. */
const NATIVE: Readonly<Record<string, string>> = {
  amd64: 'SCMP_ARCH_X86_64',
  arm64: 'SCMP_ARCH_AARCH64',
  mips64: 'SCMP_ARCH_MIPS64',
  mipsel64: 'SCMP_ARCH_MIPSEL64',
  s390x: 'SCMP_ARCH_S390X',
}

/**
 * The filter that a profile means for a container: conditions on capabilities, architecture and kernel resolved as Podman
 * and Docker do (containers/common pkg/seccomp), errors by number. What it does not say is left to runc.
 */
export function resolveProfile(profile: Profile, conditions: Conditions): Seccomp {
  const architectures = profile.architectures?.length
    ? profile.architectures
    : fromMap(profile.archMap ?? [], conditions.arch)
  const syscalls = (profile.syscalls ?? [])
    .filter(({ includes, excludes }) => applies(includes, excludes, conditions))
    .map((rule) => ({
      names: rule.name ? [rule.name, ...(rule.names ?? [])] : (rule.names ?? []),
      action: rule.action,
      ...errnoEntry('errnoRet', rule.errno, rule.errnoRet),
      ...(rule.args?.length ? { args: rule.args.map(argument) } : {}),
    }))
    .filter(({ names }) => names.length > 0)
  return {
    defaultAction: profile.defaultAction,
    ...errnoEntry('defaultErrnoRet', profile.defaultErrno, profile.defaultErrnoRet),
    ...(architectures.length > 0 && { architectures }),
    ...(profile.flags?.length && { flags: profile.flags }),
    syscalls,
  }
}

const argument = ({ index, value, valueTwo, op }: z.infer<typeof Arg>) => ({
  index,
  value,
  ...(valueTwo ? { valueTwo } : {}),
  op,
})

type MaybeErrno = string | number | null | undefined

/** A name or number in `errno` goes before the number in `ret`. */
function errnoEntry<K extends string>(key: K, errno: MaybeErrno, ret: MaybeErrno) {
  const value = errnoOf(errno || (ret ?? ''))
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: number }
}

function errnoOf(errno: string | number): number | undefined {
  if (typeof errno === 'number') return errno
  if (/^\d{1,4}$/.test(errno)) return Number(errno)
  return (constants.errno as Record<string, number>)[errno]
}

function fromMap(map: NonNullable<Profile['archMap']>, arch: string): string[] {
  const found = map.find(({ architecture }) => architecture === NATIVE[arch])
  return found ? [found.architecture, ...(found.subArchitectures ?? [])] : []
}

/** Each capability that includes names must be there, and none that excludes names. */
function applies(includes: Filter, excludes: Filter, of: Conditions): boolean {
  const has = (cap: string) => of.capabilities.includes(cap)
  if (excludes?.arches?.includes(of.arch)) return false
  if (excludes?.caps?.some(has)) return false
  if (excludes?.minKernel && isAtLeast(of.kernel, excludes.minKernel)) return false
  if (includes?.arches?.length && !includes.arches.includes(of.arch)) return false
  if (includes?.caps?.some((cap) => !has(cap))) return false
  return !includes?.minKernel || isAtLeast(of.kernel, includes.minKernel)
}

function isAtLeast(kernel: string, wanted: string): boolean {
  const [major = 0, minor = 0] = kernel.split(/[.-]/).map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

/**
 * A profile from a file. Throws `not-found`, `permission-denied`, or `invalid-input` with the place at fault; no more than
 * 1 MiB of it is read.
 */
export function readProfile(path: string): Profile {
  const text = readSmallFile(path)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw notProfile(path, (error as Error).message)
  }
  return toProfile(path, value)
}

function toProfile(path: string, value: unknown): Profile {
  const parsed = Profile.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw notProfile(path, `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`)
  }
  const profile = parsed.data
  if (profile.architectures?.length && profile.archMap?.length) {
    throw notProfile(path, 'it has architectures and archMap, of which there can be one')
  }
  if (profile.syscalls?.some(({ name, names }) => name && names?.length)) {
    throw notProfile(path, 'a rule has name and names, of which there can be one')
  }
  return profile
}

const notProfile = (path: string, said: string) =>
  new RuncibleError('invalid-input', `${path} is not a seccomp profile: ${said}`, {
    field: FIELD,
    said,
    hint: 'Docker’s and Podman’s profiles are, and the seccomp part of an OCI config.json.',
  })

function readSmallFile(path: string): string {
  let file: number
  try {
    // A fifo or a device must not hold us up.
    file = openSync(path, fsConstants.O_RDONLY | fsConstants.O_NONBLOCK)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const gone = code === 'ENOENT' || code === 'ENOTDIR'
    throw new RuncibleError(
      gone ? 'not-found' : code === 'EACCES' ? 'permission-denied' : 'invalid-input',
      gone ? `there is no ${path}` : `${path} cannot be read: ${message}`,
      { field: FIELD, hint: 'Give the path of a seccomp profile (JSON) on this machine.' },
    )
  }
  try {
    const info = fstatSync(file)
    if (!info.isFile()) throw notProfile(path, 'it is not a file')
    if (info.size > MAX_BYTES) throw notProfile(path, 'it is longer than 1 MiB')
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

let known: { key: string; profile: Profile } | null = null

/**
 * The profile that Podman would take on this machine: its administrator's, its distribution's, or the one that comes along.
 * Read again only when the file has changed. Throws as readProfile for a file that is there and is none.
 */
export function defaultProfile(places: readonly string[] = MACHINES_OWN): Profile {
  for (const path of places) {
    const key = stampOf(path)
    if (key === null) continue
    if (known?.key !== key) known = { key, profile: readProfile(path) }
    return known.profile
  }
  broughtAlong ??= toProfile('the profile that comes along', DEFAULT_PROFILE)
  return broughtAlong
}

let broughtAlong: Profile | undefined

function stampOf(path: string): string | null {
  try {
    const { mtimeMs, size, ino } = statSync(path)
    return `${path} ${ino} ${size} ${mtimeMs}`
  } catch {
    return null
  }
}

/** Is that the filter which a container with these capabilities gets by default? However its config.json was written. */
export function isDefaultFilter(seccomp: unknown, capabilities: readonly string[]): boolean {
  const conditions = conditionsHere(capabilities)
  const given = Profile.safeParse(seccomp)
  if (!given.success) return false
  try {
    const wanted = resolveProfile(defaultProfile(), conditions)
    return isDeepStrictEqual(resolveProfile(given.data, conditions), wanted)
  } catch {
    // The machine's profile is none: then nothing is as it.
    return false
  }
}
