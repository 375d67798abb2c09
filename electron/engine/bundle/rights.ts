import { readFileSync } from 'node:fs'
import { CAPABILITIES } from '../../../shared/model.ts'
import { parseRlimits } from '../runtime/proc-limits.ts'

/** What this engine may do itself: no container of its can be given more. */
export interface Rights {
  /** capabilities by name, as the kernel knows them */
  known: readonly string[]
  /** those that this process may hand on */
  held: ReadonlySet<string>
  /** may raise limits above its own, and lower oom scores */
  raises: boolean
  /** the kernel can filter system calls */
  seccomp: boolean
  /** own hard limits by name (RLIMIT_NOFILE …); Infinity where there is none */
  limits: Readonly<Record<string, number>>
  oomScoreAdj: number
}

/** Reads them off /proc: some tens of microseconds, and limits can be changed from outside. */
export function ownRights(): Rights {
  const status = readFileSync('/proc/self/status', 'utf8')
  const known = CAPABILITIES.slice(0, lastCapability() + 1)
  const held = new Set(namesOf(mask(status, 'CapBnd') & mask(status, 'CapPrm')))
  const raises = held.has('CAP_SYS_RESOURCE')
  return {
    known,
    held,
    raises,
    seccomp: /^Seccomp:/m.test(status),
    limits: hardLimits(raises),
    oomScoreAdj: Number(readFileSync('/proc/self/oom_score_adj', 'utf8')),
  }
}

/** The capabilities whose bits are set. */
const namesOf = (bits: bigint): string[] =>
  CAPABILITIES.filter((_, number) => (bits >> BigInt(number)) & 1n)

const mask = (status: string, name: string) =>
  BigInt(`0x${new RegExp(`^${name}:\\s+([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`)

const lastCapability = () => Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'))

/** What a container can have at most: own hard limits, or those of the kernel for who may raise them. */
function hardLimits(raises: boolean): Record<string, number> {
  const limits: Record<string, number> = {}
  for (const { type, hard } of parseRlimits(readFileSync('/proc/self/limits', 'utf8'))) {
    limits[type] = raises || hard === 'unlimited' ? Infinity : hard
  }
  // Nobody gets above it.
  if (raises) limits.RLIMIT_NOFILE = Number(readFileSync('/proc/sys/fs/nr_open', 'utf8'))
  return limits
}
