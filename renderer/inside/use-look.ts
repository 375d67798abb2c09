import { useEffect, useState } from 'react'
import type { Look } from '../actions/looks.ts'

/** Of one that has not begun; no look has it. */
const NOWHERE = 'no look'

interface Told<T> {
  /** null until it is told, and where that fails */
  told: T | null
  /** where its failure and progress stand */
  place: string
}

/** What a look tells, begun anew as `key` changes; what is not waited for any more is called off. `begin` gives null where there is nothing to ask. */
export function useLook<T>(key: string, begin: () => Look<T> | null): Told<T> {
  const [last, setLast] = useState<(Told<T> & { key: string }) | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is asked
  useEffect(() => {
    const look = begin()
    if (!look) return
    const { place } = look
    let wanted = true
    setLast({ key, place, told: null })
    void look.told.then((told) => {
      if (wanted && told !== undefined) setLast({ key, place, told })
    })
    return () => {
      wanted = false
      look.callOff()
    }
  }, [key])
  return last?.key === key ? last : { told: null, place: NOWHERE }
}
