import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { RuncibleError } from '../../../shared/errors.ts'
import type { InitState } from '../../../shared/lifecycle.ts'
import type { ContainerRef, Network } from '../../../shared/model.ts'
import type { Spec } from '../bundle/spec.ts'
import { isAlive } from '../runtime/proc.ts'

/** What a container needs to know of another one whose network it shares. */
export interface Neighbour {
  ref: ContainerRef
  state: InitState
  init: { pid: number; startTime: number } | null
  network: Network
}

/** The network namespace of a container that lives, held open so that nothing else can come to be it meanwhile. */
export interface HeldNetwork {
  /** of the namespace, in /proc */
  path: string
  owner: Neighbour
  /** Throws `failed-precondition` where the process of that pid is in another network after all. */
  requireSame(pid: number): void
  letGo(): void
}

/**
 * Opens the network of the container that `of` shares. Throws `not-found` where there is no such container,
 * `failed-precondition` where it does not live, `invalid-input` for itself, `unsupported` for an ordinary user.
 */
export function holdNetwork(
  of: ContainerRef,
  container: string,
  find: (ref: ContainerRef) => Neighbour | null,
): HeldNetwork {
  const field = 'network.container'
  if (container === of.id) {
    throw new RuncibleError('invalid-input', 'a container cannot share its own network', { field })
  }
  const owner = find({ namespace: of.namespace, id: container })
  if (!owner) {
    throw new RuncibleError('not-found', `there is no container ${container} to share a network`, {
      field,
      hint: `It must be in the same namespace (${of.namespace}).`,
    })
  }
  // Its network belongs to its user namespace, which runc 1.1 lets no other rootless container join.
  if (process.getuid?.() !== 0) {
    throw new RuncibleError('unsupported', 'sharing a network with another container needs root', {
      field,
      hint: 'Run both programs in one container, or let them meet at forwarded ports.',
    })
  }
  return holdOf(owner, field)
}

function holdOf(owner: Neighbour, field: string): HeldNetwork {
  const { init } = owner
  const gone = () =>
    new RuncibleError(
      'failed-precondition',
      `${owner.ref.id} does not live, and its network is gone`,
      {
        field,
        hint: `Start ${owner.ref.id} first: a network lasts as long as the container that it was made for.`,
      },
    )
  if (!init) throw gone()
  const path = `/proc/${init.pid}/ns/net`
  const fd = openOrNull(path)
  if (fd === null) throw gone()
  // Opened first, asked for afterwards: so it is that process's.
  if (!isAlive(init.pid, init.startTime)) {
    closeSync(fd)
    throw gone()
  }
  return {
    path,
    owner,
    requireSame: (pid) => {
      if (inodeOf(`/proc/${pid}/ns/net`) !== fstatSync(fd).ino) throw gone()
    },
    letGo: () => closeSync(fd),
  }
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch {
    return null
  }
}

function inodeOf(path: string): number | null {
  try {
    return statSync(path).ino
  } catch {
    return null
  }
}

/** A config.json that joins a network namespace by its path. */
export function withNetworkAt(spec: Spec, path: string): Spec {
  const others = spec.linux?.namespaces?.filter(({ type }) => type !== 'network') ?? []
  const namespaces = [...others, { type: 'network', path }]
  return { ...spec, linux: { ...spec.linux, namespaces } }
}

/** Throws `failed-precondition` while others that live share the network of a container that is to be deleted. */
export function requireUnshared(owner: ContainerRef, others: readonly Neighbour[]): void {
  const sharers = others.filter(
    ({ ref, network, state }) =>
      ref.namespace === owner.namespace &&
      network.kind === 'container' &&
      network.container === owner.id &&
      ['created', 'running', 'paused'].includes(state),
  )
  if (sharers.length === 0) return
  const names = sharers.map(({ ref }) => ref.id).join(', ')
  throw new RuncibleError(
    'failed-precondition',
    sharers.length === 1
      ? `cannot delete ${owner.id}: ${names} shares its network`
      : `cannot delete ${owner.id}: ${names} share its network`,
    { hint: `End ${names} first.` },
  )
}
