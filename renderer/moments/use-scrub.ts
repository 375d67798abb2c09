import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import type { MomentTree, PlacedMoment } from './tree.ts'

/**
 * Going along the moments: by the arrow keys, and with the pointer held down. What is shown follows; while nothing is, the
 * keys only move the focus.
 */
export function useScrub(
  { moments, columns }: MomentTree,
  opened: string | null,
  onOpen: (id: string) => void,
) {
  const tabStop = opened ?? moments.at(-1)?.checkpoint.id ?? null
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const here = moments.find(({ checkpoint }) => checkpoint.id === momentOf(event.target))
    const next = here && beside(event.key, here, moments)
    if (!next) return
    event.preventDefault()
    const { id } = next.checkpoint
    const dot = event.currentTarget.querySelector<HTMLElement>(`[data-moment="${id}"]`)
    dot?.focus()
    dot?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    if (opened !== null) onOpen(id)
  }
  // Pressed and hardly moved is a click, which that dot itself hears of.
  const pressed = useRef<string | undefined>(undefined)
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    pressed.current = momentOf(event.target)
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons !== 1 || opened === null) return
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const column = Math.floor(((event.clientX - left) / width) * (columns + 1))
    const moment = moments[Math.min(Math.max(column, 0), moments.length - 1)]
    if (!moment || moment.checkpoint.id === pressed.current) return
    pressed.current = undefined
    if (moment.checkpoint.id !== opened) onOpen(moment.checkpoint.id)
  }
  return { onKeyDown, onPointerDown, onPointerMove, tabStop }
}

const momentOf = (target: EventTarget) =>
  target instanceof HTMLElement ? target.dataset.moment : undefined

/** Left and right go along the time, up and down to the nearest of another lane. */
function beside(
  key: string,
  { column, lane }: PlacedMoment,
  moments: readonly PlacedMoment[],
): PlacedMoment | undefined {
  switch (key) {
    case 'ArrowLeft':
      return moments[column - 1]
    case 'ArrowRight':
      return moments[column + 1]
    case 'Home':
      return moments[0]
    case 'End':
      return moments.at(-1)
    case 'ArrowUp':
      return nearest(
        column,
        moments.filter((one) => one.lane < lane),
      )
    case 'ArrowDown':
      return nearest(
        column,
        moments.filter((one) => one.lane > lane),
      )
    default:
      return undefined
  }
}

const nearest = (column: number, moments: readonly PlacedMoment[]) =>
  [...moments].sort((a, b) => Math.abs(a.column - column) - Math.abs(b.column - column))[0]
