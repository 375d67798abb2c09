import { useEffect } from 'react'
import { type ContainerRef, keyOf } from '../model.ts'
import { useFigureStore } from '../store/figures.ts'
import type { Series } from './series.ts'

/** What a container used in the last `seconds`, and uses; null until it is known. */
export function useFigures({ host, namespace, id }: ContainerRef, seconds: number): Series | null {
  useEffect(() => {
    const { want, unwant } = useFigureStore.getState()
    const ref = { host, namespace, id }
    want(ref, seconds)
    return () => unwant(ref, seconds)
  }, [host, namespace, id, seconds])
  return useFigureStore((state) => state.byKey.get(keyOf({ host, namespace, id })) ?? null)
}
