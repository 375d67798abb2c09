import type { ConsoleTarget as EngineConsoleTarget } from '../shared/contract.ts'
import type { HostId } from '../shared/hosts.ts'
import type * as engine from '../shared/model.ts'

/**
 * What the engines published, as a window has it: several engines may stand side by side in it, so each thing says whose it
 * is. The rest of the window takes these types from here; an engine is never told of hosts.
 */
interface Placed {
  readonly host: HostId
}

export type ContainerRef = engine.ContainerRef & Placed
export type ExecRef = engine.ExecRef & Placed
export type Container = engine.Container & Placed
export type ForeignContainer = engine.ForeignContainer & Placed
export type Checkpoint = Omit<engine.Checkpoint, 'container'> & Placed & { container: ContainerRef }
export type Shell = Omit<engine.Shell, 'container'> & Placed & { container: ContainerRef }
export type ConsoleTarget = EngineConsoleTarget & Placed

/** One string for a container, as a key of maps and a place of failures. */
export const keyOf = ({ host, namespace, id }: ContainerRef) => `${host}/${namespace}/${id}`

/** One string for what an engine gave an id of its own: a checkpoint, a debug session. */
export const givenKey = ({ host, id }: Placed & { id: string }) => `${host}/${id}`

/** A container as its engine knows it. */
export const refOf = ({ namespace, id }: engine.ContainerRef): engine.ContainerRef => ({
  namespace,
  id,
})

export const placed = <T extends object>(host: HostId, value: T): T & Placed => ({ ...value, host })

/** For what belongs to a container: both say whose they are. */
export const placedWithContainer = <T extends { container: engine.ContainerRef }>(
  host: HostId,
  value: T,
) => ({ ...value, host, container: placed(host, value.container) })
