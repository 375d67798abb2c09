import { useMemo } from 'react'
import type { Container } from '../model.ts'
import { useCheckpointList } from '../store/checkpoints.ts'
import { inOrder, useContainers } from '../store/containers.ts'
import { type MomentTree, treeOf } from './tree.ts'

const NONE: ReadonlyMap<string, Container> = new Map()

/** The tree of moments that a container stands in. */
export function useTree(container: Container): MomentTree {
  const checkpoints = useCheckpointList(container.host)
  // Where there is no moment nobody came from one: what the others do is no matter then.
  const byKey = useContainers((state) => (checkpoints.length > 0 ? state.byKey : NONE))
  return useMemo(() => {
    const all = byKey === NONE ? [container] : inOrder(byKey)
    const containers = all.filter(({ host }) => host === container.host)
    return treeOf(container, { checkpoints, containers })
  }, [container, checkpoints, byKey])
}
