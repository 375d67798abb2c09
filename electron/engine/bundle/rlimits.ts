import { RuncibleError } from '../../../shared/errors.ts'
import type { Rlimit } from '../../../shared/model.ts'
import type { Rights } from './rights.ts'
import type { SpecProcess, SpecRlimit } from './spec.ts'

/** setrlimit(2)'s RLIM_INFINITY is 2^64 − 1; writeJson writes it so. */
export const UNLIMITED = 2 ** 64

/** Podman's default of open files and of processes, or what can be had. */
const PODMANS = 1_048_576

export const defaultRlimits = ({ limits }: Rights): SpecRlimit[] =>
  ['RLIMIT_NOFILE', 'RLIMIT_NPROC'].map((type) => {
    const most = Math.min(PODMANS, limits[type] ?? PODMANS)
    return { type, soft: most, hard: most }
  })

/**
 * The process with limits of its own, over those it has. Throws `invalid-input` where a soft one is above its hard one or
 * one is named twice, `permission-denied` where a hard one is above what this engine can give.
 */
export function withRlimits(
  process: SpecProcess,
  wanted: readonly Rlimit[],
  rights: Rights,
): SpecProcess {
  const byType = new Map((process.rlimits ?? []).map((limit) => [limit.type, limit]))
  const seen = new Set<string>()
  for (const { type, soft, hard } of wanted) {
    if (seen.has(type)) throw refused('invalid-input', `${type} is named twice`, 'Name it once.')
    seen.add(type)
    const limit = { type, soft: toNumber(soft), hard: toNumber(hard) }
    if (limit.soft > limit.hard) {
      throw refused(
        'invalid-input',
        `${type}: the soft limit ${soft} is above the hard one, ${hard}`,
        'A process may raise its soft limit up to the hard one.',
      )
    }
    const most = rights.limits[type] ?? Infinity
    if (limit.hard > most) {
      throw refused(
        'permission-denied',
        `${type}: ${hard} is above ${most}, the most that can be had here`,
        rights.raises ? 'It is the kernel’s own bound.' : 'It is the limit of this engine itself.',
      )
    }
    byType.set(type, limit)
  }
  return { ...process, rlimits: [...byType.values()] }
}

const toNumber = (value: Rlimit['soft']) => (value === 'unlimited' ? UNLIMITED : value)

const refused = (code: 'invalid-input' | 'permission-denied', message: string, hint: string) =>
  new RuncibleError(code, message, { field: 'security.rlimits', hint })
