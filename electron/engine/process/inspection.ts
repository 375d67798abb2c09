import { realpath } from 'node:fs/promises'
import {
  type ContainerRef,
  type Inspection,
  type InspectionQuery,
  isForeign,
  keyOf,
  type ProcessRef,
} from '../../../shared/model.ts'
import { inspect, type Surroundings } from '../inspect/inspect.ts'
import type { Neighbour } from '../inspect/namespaces.ts'
import type { Init } from './init.ts'
import type { Subjects } from './subject.ts'

/** A process of a container, the init where none is named, from the kernel's own view. Throws as Members.inSight and inspect. */
export async function inspectContainer(
  { manager, foreigners }: Subjects,
  { process, values, ...ref }: InspectionQuery,
): Promise<Inspection> {
  const around = isForeign(ref)
    ? await foreigners.get(ref).surroundings()
    : await surroundingsOf(manager.get(ref))
  const others = [...manager.living().map(ownNeighbour), ...foreigners.living()]
  return inspect(
    { process: process ?? around.init, values },
    {
      ...around,
      // An init that the cgroup has not is the container's all the same.
      pids: around.pids.includes(around.init.pid) ? around.pids : [around.init.pid, ...around.pids],
      neighbours: others.flatMap((other) => neighbourOf(other, keyOf(ref))),
    },
  )
}

async function surroundingsOf(init: Init): Promise<Omit<Surroundings, 'neighbours'>> {
  const pids = await init.members.inSight()
  const own = init.meta.init
  if (!own) throw init.members.notRunning()
  const { spec, rootfs } = init.spec()
  return {
    init: own,
    pids,
    spec,
    rootfs: await realpath(rootfs).catch(() => rootfs),
    cgroupPaths: await init.members.cgroups(),
  }
}

const ownNeighbour = ({ ref, meta, members }: Init) => ({
  ref,
  init: meta.init,
  inSight: () => members.inSight(),
})

interface Other {
  readonly ref: ContainerRef
  readonly init: ProcessRef | null
  inSight(): Promise<number[]>
}

function neighbourOf(other: Other, not: string): Neighbour[] {
  const { ref, init } = other
  if (!init || keyOf(ref) === not) return []
  return [{ ref, init: init.pid, pids: () => other.inSight().catch(() => []) }]
}
