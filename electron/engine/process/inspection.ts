import { realpath } from 'node:fs/promises'
import { type Inspection, type InspectionQuery, keyOf } from '../../../shared/model.ts'
import { inspect } from '../inspect/inspect.ts'
import type { Neighbour } from '../inspect/namespaces.ts'
import type { Init } from './init.ts'
import type { Manager } from './manager.ts'

/** A process of a container, the init where none is named, from the kernel's own view. Throws as Members.inSight and inspect. */
export async function inspectContainer(
  manager: Manager,
  { process, values, ...ref }: InspectionQuery,
): Promise<Inspection> {
  const init = manager.get(ref)
  const pids = await init.members.inSight()
  const own = init.meta.init
  if (!own) throw init.members.notRunning()
  const { spec, rootfs } = init.spec()
  return inspect(
    { process: process ?? own, values },
    {
      init: own,
      // An init that the cgroup has not is the container's all the same.
      pids: pids.includes(own.pid) ? pids : [own.pid, ...pids],
      spec,
      rootfs: await realpath(rootfs).catch(() => rootfs),
      cgroupPaths: await init.members.cgroups(),
      neighbours: manager.living().flatMap((other) => neighbourOf(other, keyOf(ref))),
    },
  )
}

function neighbourOf({ ref, meta, members }: Init, not: string): Neighbour[] {
  if (!meta.init || keyOf(ref) === not) return []
  return [{ ref, init: meta.init.pid, pids: () => members.inSight().catch(() => []) }]
}
