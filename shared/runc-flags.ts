import type { Limits } from './model.ts'

/** CPU limits are written as a quota of this period, µs: the kernel's default. */
const CPU_PERIOD_USEC = 100_000

/** The options of `runc update` for the limits that are named: what the engine runs, and what a form shows before it does. */
export function limitFlags({ memory, cpus, pids }: Limits): string[] {
  const quota = cpus === undefined ? undefined : Math.round(cpus * CPU_PERIOD_USEC)
  return [
    ...(memory === undefined ? [] : ['--memory', String(memory)]),
    ...(quota === undefined
      ? []
      : ['--cpu-period', String(CPU_PERIOD_USEC), '--cpu-quota', String(quota)]),
    ...(pids === undefined ? [] : ['--pids-limit', String(pids)]),
  ]
}

/** What `runc checkpoint` and `runc restore` hand on to CRIU. */
export interface CriuFlags {
  tcpEstablished: boolean
  extUnixSk: boolean
  shellJob: boolean
  fileLocks: boolean
  /** namespaces that are made anew and empty */
  emptyNs: readonly string[]
}

/** CRIU needs the same of these at restore as it was given at the dump. */
export function criuFlags(o: CriuFlags): string[] {
  return [
    ...(o.tcpEstablished ? ['--tcp-established'] : []),
    ...(o.extUnixSk ? ['--ext-unix-sk'] : []),
    ...(o.shellJob ? ['--shell-job'] : []),
    ...(o.fileLocks ? ['--file-locks'] : []),
    ...o.emptyNs.flatMap((namespace) => ['--empty-ns', namespace]),
  ]
}
