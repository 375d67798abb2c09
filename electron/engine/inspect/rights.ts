import {
  CAPABILITIES,
  CAPABILITY_SETS,
  type CapabilitySet,
  type InspectedRights,
} from '../../../shared/model.ts'
import { type IdRange, insideId } from './id-map.ts'

/** Of supplementary groups at most so many are told of; the kernel lets a process have 65536. */
const MOST_GROUPS = 100
/** A label is cut to this; AppArmor's and SELinux' are short. */
const MOST_LABEL = 256

const FIELDS: Readonly<Record<CapabilitySet, string>> = {
  effective: 'CapEff',
  permitted: 'CapPrm',
  inheritable: 'CapInh',
  bounding: 'CapBnd',
  ambient: 'CapAmb',
}
const SECCOMP_MODES = ['off', 'strict', 'filter'] as const

/** What a process's files say; null where there is none, or it is hidden. */
interface RightsTexts {
  status: string
  uidMap: readonly IdRange[]
  gidMap: readonly IdRange[]
  /** of attr/current */
  label: string | null
  oomScoreAdj: string | null
}

export function parseRights(texts: RightsTexts): InspectedRights {
  const { status, uidMap, gidMap, label, oomScoreAdj } = texts
  // A process's name, the one field that it chooses itself, comes with its line feeds escaped.
  const fields = new Map(
    status.split('\n').map((line) => {
      const [name = '', ...rest] = line.split(':')
      return [name, rest.join(':').trim()]
    }),
  )
  const of = (name: string) => fields.get(name) ?? ''
  const numbers = (name: string) => of(name).split(/\s+/).filter(Boolean).map(Number)
  return {
    uid: idsOf(numbers('Uid'), uidMap),
    gid: idsOf(numbers('Gid'), gidMap),
    groups: numbers('Groups').slice(0, MOST_GROUPS),
    capabilities: Object.fromEntries(
      CAPABILITY_SETS.map((set) => [set, capabilityNames(of(FIELDS[set]))]),
    ) as InspectedRights['capabilities'],
    seccomp: SECCOMP_MODES[Number(of('Seccomp') || -1)] ?? null,
    seccompFilters: fields.has('Seccomp_filters') ? Number(of('Seccomp_filters')) || 0 : null,
    noNewPrivileges: of('NoNewPrivs') === '1',
    label: labelOf(label),
    oomScoreAdj: Number.parseInt(oomScoreAdj ?? '', 10) || 0,
  }
}

function idsOf(numbers: readonly number[], map: readonly IdRange[]): InspectedRights['uid'] {
  const [real = 0, effective = 0, saved = 0, files = 0] = numbers
  return { real, effective, saved, files, inside: insideId(effective, map) }
}

/** The names of a set that is written as one hexadecimal number; one that has none here as `CAP_` and its number. */
export function capabilityNames(hex: string): string[] {
  if (!/^[0-9a-f]{1,16}$/.test(hex)) return []
  const set = BigInt(`0x${hex}`)
  return Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => (set >> BigInt(bit)) & 1n)
    .map((bit) => CAPABILITIES[bit] ?? `CAP_${bit}`)
}

/** null without a module, and where it says nothing; its text ends with a NUL or a line feed. */
function labelOf(text: string | null): string | null {
  return text?.replace(/[\0\n]+$/, '').slice(0, MOST_LABEL) || null
}
