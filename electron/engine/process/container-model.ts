import type { WireError } from '../../../shared/errors.ts'
import type { Status } from '../../../shared/lifecycle.ts'
import type { Busy, Container, Exec, Filling, WayOut } from '../../../shared/model.ts'
import type { EngineContext } from './context.ts'
import type { ContainerMetadata } from './metadata.ts'
import { runtimeRootOf } from './programs.ts'

/** What of a container is known only while its engine lives. */
interface Live {
  status: Status
  /** init runs, is paused or waits for its start */
  lives: boolean
  busy: Busy | null
  /** conmon is gone */
  lost: boolean
  problem: WireError | null
  execs: Exec[]
  filling: Filling | null
  wayOut: WayOut | null
}

/** A container as windows see it. */
export function containerModel(
  context: EngineContext,
  meta: ContainerMetadata,
  live: Live,
): Container {
  const { namespace, id, request } = meta
  const { status, lives, busy, lost, problem, execs } = live
  return {
    namespace,
    id,
    state: meta.state,
    status,
    busy,
    monitor: lives ? (lost ? 'lost' : 'watching') : 'none',
    pid: lives ? (meta.init?.pid ?? null) : null,
    createdAt: meta.createdAt,
    startedAt: meta.startedAt,
    since: meta.since,
    exit: meta.exit,
    filling: live.filling,
    problem,
    source: request.source,
    image: meta.image,
    rootfs: meta.rootfs,
    ownsRootfs: meta.ownsRootfs,
    lower: meta.lower,
    bundle: context.layout.container(meta).bundle(),
    args: meta.args,
    cwd: meta.cwd,
    user: meta.user,
    hostname: meta.hostname,
    terminal: meta.terminal,
    stdin: request.stdin,
    stdinClosed: meta.stdinClosed,
    limits: meta.limits,
    network: meta.network,
    wayOut: live.wayOut,
    readonlyRootfs: meta.readonlyRootfs,
    naming: request.naming,
    restarts: { count: meta.restarts.count, dueAt: meta.restarts.dueAt },
    runtime: request.runtime,
    runtimeRoot: runtimeRootOf(context, meta),
    moment: meta.moment,
    automatic: meta.automatic,
    execs,
  }
}
