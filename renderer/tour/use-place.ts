import { useEffect, useState } from 'react'

/** Where something is on the page, px. */
export interface Place {
  left: number
  top: number
  width: number
  height: number
}

/** How often it is looked after, ms: panels are dragged and folded, and what is pointed at may come later. */
const LOOK_MS = 150

/** The place of what `selector` finds first, followed while it moves; null: it is not there. */
export function usePlace(selector: string): Place | null {
  const [place, setPlace] = useState<Place | null>(null)
  useEffect(() => {
    const look = () => {
      const found = document.querySelector(selector)?.getBoundingClientRect()
      const { left, top, width, height } = found ?? { left: 0, top: 0, width: 0, height: 0 }
      const now = width > 0 && height > 0 ? { left, top, width, height } : null
      setPlace((before) => (JSON.stringify(before) === JSON.stringify(now) ? before : now))
    }
    look()
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [selector])
  return place
}
