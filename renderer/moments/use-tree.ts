import { useMemo } from 'react'
import type { Container } from '../model.ts'
import { useCheckpointList } from '../store/checkpoints.ts'
import { useContainerList } from '../store/containers.ts'
import { type MomentTree, treeOf } from './tree.ts'

/** The tree of moments that a container stands in. */
export function useTree(container: Container): MomentTree {
  const checkpoints = useCheckpointList(container.host)
  const all = useContainerList()
  return useMemo(() => {
    const containers = all.filter(({ host }) => host === container.host)
    return treeOf(container, { checkpoints, containers })
  }, [container, checkpoints, all])
}
