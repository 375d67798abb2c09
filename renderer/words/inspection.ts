import { plural, t } from '@lingui/core/macro'
import type {
  CgroupFigure,
  ConfigDifference,
  InspectedMount,
  InspectedNamespace,
  InspectedRights,
  InspectedRlimit,
  Inspection,
} from '../../shared/model.ts'
import { decimals, withPoint } from './locale.ts'
import { bytes } from './sizes.ts'
import { visible } from './visible.ts'

/** The parts of what is told, as a difference names them. */
export const PART_WORDS: Readonly<Record<ConfigDifference['part'], string>> = {
  namespaces: t`namespaces`,
  rights: t`rights`,
  rlimits: t`limits`,
  mounts: t`mounts`,
  cgroup: t`cgroup`,
  environment: t`environment`,
}

/** "1 sh · pid 4711 here". */
export const processInWords = ({ inside, name, pid }: Inspection['processes'][number]) =>
  t`${inside} ${{ name: visible(name) }} · pid ${pid} here`

const NAMESPACES: Readonly<Record<string, string>> = { net: 'network', mnt: 'mount' }
export const namespaceInWords = (type: string) => NAMESPACES[type] ?? type

/** "web-2, and 2 others: slirp4netns 4711": who else is in it. */
export function sharedWith({ host, containers, others, otherCount }: InspectedNamespace): string {
  if (host) return t`this machine`
  const first = others.map(({ pid, name }) => `${visible(name)} ${pid}`).join(', ')
  const more = otherCount > others.length ? ' …' : ''
  return [
    ...containers.map(({ id }) => id),
    ...(otherCount > 0
      ? [
          `${plural(otherCount, { one: '# other process', other: '# other processes' })}: ${first}${more}`,
        ]
      : []),
  ].join(', ')
}

/** "1000", or "0 inside, 300000 here"; with the others where they are not the same. */
export function idsInWords({
  real,
  effective,
  saved,
  files,
  inside,
}: InspectedRights['uid']): string {
  const own = inside === effective ? `${effective}` : t`${inside} inside, ${effective} here`
  const same = [real, saved, files].every((one) => one === effective)
  return same ? own : t`${own}; really ${real}, saved ${saved}, for files ${files}`
}

/** "0–65535 are 300000…", in order. */
export function mapInWords(map: Inspection['uidMap']): string {
  const [first] = map
  if (
    map.length === 1 &&
    first?.inside === 0 &&
    first.outside === 0 &&
    first.count === 2 ** 32 - 1
  ) {
    return t`the machine’s`
  }
  const words = map.map(({ inside, outside, count }) =>
    count === 1
      ? t`${inside} is ${outside}`
      : t`${{ inside: `${inside}–${inside + count - 1}` }} are ${{ outside: `${outside}–${outside + count - 1}` }}`,
  )
  return words.join(', ') || t({ message: 'none', context: 'ids' })
}

/** "a filter, and one more": what keeps it from system calls. */
export function seccompInWords({ seccomp, seccompFilters }: InspectedRights): string {
  if (seccomp === null) return t`not in this kernel`
  if (seccomp === 'off') return t`no filter`
  if (seccomp === 'strict') return t`strict: read, write and exit alone`
  return seccompFilters === null
    ? t`filtered`
    : plural(seccompFilters, { one: '# filter', other: '# filters' })
}

const FIGURES: Readonly<Record<CgroupFigure['what'], string>> = {
  memory: t`memory`,
  'memory before reclaim': t`memory, softly`,
  'memory and swap': t`memory and swap`,
  swap: t`swap`,
  processes: t`processes`,
  'cpu time': t`CPU time`,
  'cpus at once': t`CPUs at once`,
  'cpu weight': t`CPU weight`,
  'cpu shares': t`CPU shares`,
  cpus: t`CPUs`,
  'memory nodes': t`memory nodes`,
}
export const figureInWords = (what: CgroupFigure['what']) => FIGURES[what]

/** A figure as people read it; the number itself where it is one. */
export function amountInWords(amount: CgroupFigure['now'], unit: CgroupFigure['unit']): string {
  if (amount === null) return ''
  if (typeof amount === 'string') return visible(amount)
  if (unit === 'bytes') return bytes(amount)
  return unit === 'µs'
    ? `${decimals(amount / 1e6, 2)} s`
    : withPoint(`${Number(amount.toFixed(3))}`)
}

/** "nofile". */
export const rlimitName = ({ type }: InspectedRlimit) => type.replace('RLIMIT_', '').toLowerCase()

/** A limit with its unit: "8 MiB", "1024 files", "unlimited". */
export function rlimitInWords(value: InspectedRlimit['soft'], unit: string): string {
  if (value === 'unlimited') return t`unlimited`
  return unit === 'bytes' ? bytes(value) : `${value} ${unit}`.trimEnd()
}

/** What of a filesystem is mounted: "/dev/sda1 /etc". */
export const sourceOf = ({ source, root }: Pick<InspectedMount, 'source' | 'root'>) =>
  visible(root === '/' ? source : `${source} ${root}`)

/** Whether one of the texts holds what was typed. */
export function holds(wanted: string, ...texts: readonly (string | number)[]): boolean {
  const sought = wanted.trim().toLowerCase()
  return sought === '' || texts.some((text) => `${text}`.toLowerCase().includes(sought))
}
