import type { ConfigDifference } from '../../../../shared/model.ts'
import { cgroupDifferences } from './cgroup.ts'
import { environmentDifferences } from './environment.ts'
import type { Asked, Told } from './matter.ts'
import { mountDifferences } from './mounts.ts'
import { namespaceDifferences } from './namespaces.ts'
import { rightsDifferences, rlimitDifferences } from './rights.ts'

/** So many are told of, the first of each part. */
const MOST_OF_ONE = 20

/** Where a process is not as the container's config.json asks for, what confines it most first. */
export async function differencesOf(told: Told, asked: Asked): Promise<ConfigDifference[]> {
  const found = {
    namespaces: await namespaceDifferences(told, asked),
    rights: rightsDifferences(told, asked),
    mounts: await mountDifferences(told, asked),
    cgroup: cgroupDifferences(told, asked),
    rlimits: rlimitDifferences(told, asked),
    environment: environmentDifferences(told, asked),
  } as const
  return (Object.keys(found) as ConfigDifference['part'][]).flatMap((part) => {
    const sentences = found[part]
    const more = sentences.length - MOST_OF_ONE
    return [
      ...sentences.slice(0, MOST_OF_ONE),
      ...(more > 0 ? [`And ${more} more like these.`] : []),
    ].map((what) => ({ part, what }))
  })
}
