import type { Checkpoint, RestoreOptions, RuntimeOptions } from '../../../shared/model.ts'
import { loopbackUp } from '../runtime/nsenter.ts'
import type { RestoreArgs } from '../runtime/runc.ts'

/**
 * The options of a restore: those the checkpoint was taken with, since CRIU needs the same again (containerd drops them),
 * except where `overrides` names others. `workPath`: absolute, where restore.log will lie.
 */
export function restoreArgsFor(
  { options }: Checkpoint,
  overrides: RestoreOptions,
  runtime: RuntimeOptions,
  workPath: string,
): RestoreArgs {
  return {
    workPath,
    noPivot: runtime.noPivot,
    tcpEstablished: overrides.allowOpenTcp ?? options.allowOpenTcp,
    extUnixSk: overrides.allowExternalUnixSockets ?? options.allowExternalUnixSockets,
    shellJob: overrides.allowTerminal ?? options.allowTerminal,
    fileLocks: overrides.fileLocks ?? options.fileLocks,
    emptyNs: overrides.emptyNamespaces ?? options.emptyNamespaces,
  }
}

/** Brings the loopback of a restored private network up: CRIU leaves it down. `pid` is the init's. */
export async function afterRestore(pid: number, network: 'own' | 'host'): Promise<void> {
  if (network === 'own') await loopbackUp(pid)
}
