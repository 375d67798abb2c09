import { type Container, type ContainerRef, type ForeignContainer, keyOf } from '../model.ts'
import { useContainer } from '../store/containers.ts'
import { useForeign } from '../store/foreign.ts'

/** What graphs need to know of a container beside its figures; a network that is not known: null. */
export type Graphed = ContainerRef &
  Pick<Container, 'status' | 'exit'> & { network: Container['network'] | null }

/** The same of one that something else made. */
export const graphedForeign = ({ host, namespace, id, state }: ForeignContainer): Graphed => ({
  host,
  namespace,
  id,
  status: state,
  exit: null,
  network: null,
})

/** One of ours or of others; undefined once it is gone. */
export function useGraphed(ref: ContainerRef): Graphed | undefined {
  const own = useContainer(keyOf(ref))
  const foreign = useForeign(keyOf(ref))
  return own ?? (foreign && graphedForeign(foreign))
}
