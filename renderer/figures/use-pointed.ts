import { type KeyboardEvent, useState } from 'react'
import type { Series } from './series.ts'

/** How many readings a key goes on. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageUp: 10,
  PageDown: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** The time that the pointer, or the keyboard, is at in the graphs; null: now. */
export function usePointed({ at }: Pick<Series, 'at'>, from: number) {
  const [pointed, onPoint] = useState<number | null>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && pointed !== null) {
      event.stopPropagation()
      onPoint(null)
      return
    }
    const step = STEPS[event.key]
    const inSight = at.filter((time) => time >= from)
    if (step === undefined || inSight.length === 0) return
    event.preventDefault()
    const here = pointed === null ? -1 : inSight.findIndex((time) => time >= pointed)
    const last = inSight.length - 1
    const next = Math.min(last, Math.max(0, (here < 0 ? last : here) + step))
    // At the end it follows what comes.
    onPoint(next === last ? null : (inSight[next] ?? null))
  }
  return { pointed, onPoint, onKeyDown }
}
