import type { Limits } from '../../shared/model.ts'
import { GIB, MIB } from '../words/sizes.ts'

/** Limits as they are typed: empty is not limited. */
export interface LimitsFields {
  memory: string
  unit: 'MiB' | 'GiB'
  cpus: string
  pids: string
}

const FACTORS = { MiB: MIB, GiB: GIB } as const

/** Whole GiB as GiB, everything else as MiB. */
export function toFields({ memory, cpus, pids }: Limits): LimitsFields {
  const unit = memory !== undefined && memory % GIB === 0 ? 'GiB' : 'MiB'
  return {
    memory: memory === undefined ? '' : String(memory / FACTORS[unit]),
    unit,
    cpus: cpus === undefined ? '' : String(cpus),
    pids: pids === undefined ? '' : String(pids),
  }
}

/** What was typed, as the engine takes it: bytes, CPUs, processes. Text that is no number becomes NaN, which it refuses. */
export function fromFields({ memory, unit, cpus, pids }: LimitsFields): Limits {
  return {
    memory: memory === '' ? undefined : Math.round(Number(memory) * FACTORS[unit]),
    cpus: cpus === '' ? undefined : Number(cpus),
    pids: pids === '' ? undefined : Number(pids),
  }
}
