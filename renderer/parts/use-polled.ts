import { useEffect, useRef } from 'react'

/**
 * Asks at once and again `ms` after each answer (null: no more), as long as `ask` is the same one; null: not now. What comes
 * once it is another is told to nobody.
 */
export function usePolled<T>(
  ask: (() => Promise<T>) | null,
  ms: number | null,
  hears: { told(value: T): void; failed(error: unknown): void },
): void {
  const latest = useRef(hears)
  latest.current = hears
  useEffect(() => {
    if (!ask) return
    let wanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const once = async () => {
      try {
        const value = await ask()
        if (wanted) latest.current.told(value)
      } catch (error) {
        if (wanted) latest.current.failed(error)
      }
      if (wanted && ms !== null) timer = setTimeout(once, ms)
    }
    void once()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [ask, ms])
}
