import { useEffect, useState } from 'react'

/** What `ask` tells, asked again as `key` changes; null until then, and where it fails. */
export function useLook<T>(key: string, ask: () => Promise<T | undefined>): T | null {
  const [told, setTold] = useState<{ key: string; value: T } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is asked
  useEffect(() => {
    let wanted = true
    void ask().then((value) => {
      if (wanted && value !== undefined) setTold({ key, value })
    })
    return () => {
      wanted = false
    }
  }, [key])
  return told?.key === key ? told.value : null
}
