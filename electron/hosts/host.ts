import type { RuncibleError } from '../../shared/errors.ts'
import type { Channel } from '../../shared/wire.ts'

export type HostKind = 'own' | 'root' | 'ssh'

/** A way to an engine: the one in this process, one that runs as root, one on another machine. */
export interface EngineHost {
  /** `own`, `root`, or the id of an ssh entry */
  readonly id: string
  readonly kind: HostKind
  /** how the header names it: “this machine, as me” */
  readonly label: string
  /** the argument list that connect() runs; empty where it runs none */
  readonly command: readonly string[]
  /**
   * A channel to an engine that serves the contract; aborting ends what was begun. Rejects with a RuncibleError, with
   * command, said and hint where there are any: `permission-denied` (polkit or sudo refused, or was dismissed; ssh's key
   * was not taken), `unavailable` (no pkexec, no ssh, the machine or the engine is not there), `failed-precondition`
   * (what would run as root can be written by others), `cancelled`.
   */
  connect(signal: AbortSignal): Promise<HostChannel>
}

/** A channel that can say why it closed. */
export interface HostChannel extends Channel {
  /** null while it is open, and where it was closed from here; else `disconnected` with what ssh or the engine said */
  readonly lost: RuncibleError | null
}
