import type { Place } from './remembered.ts'

export interface Area {
  x: number
  y: number
  width: number
  height: number
}

/** A display's part that no panel covers. */
export interface Display {
  workArea: Area
}

export const DEFAULT_SIZE = { width: 1280, height: 800 }
export const SMALLEST = { width: 800, height: 500 }
/** So much of a window must be in sight that it can be taken hold of: pixels of its upper edge. */
const HANDLE = { width: 120, height: 32 }
/** The frame of a window manager takes at most so much to the left and above, pixels. */
const LARGEST_FRAME = 100
/** How far another window stands from the one before, so that both are seen. */
const STEP = 32

/**
 * Where a window opens. Where it stood, as long as its upper edge can be reached on a display that is there; else in the
 * middle of the first, no larger than it. `position` is left to the window manager where nothing is known.
 */
export function openingPlace(
  last: Place | null,
  displays: readonly Display[],
): Partial<Area> & { width: number; height: number } {
  const [first] = displays
  if (!last) return fitted(DEFAULT_SIZE, first?.workArea)
  const home = displays.find(({ workArea }) => isReachable(last, workArea))
  if (home) return { ...fitted(last, home.workArea), x: last.x, y: last.y }
  if (!first) return fitted(last)
  const size = fitted(last, first.workArea)
  return { ...size, ...centred(size, first.workArea) }
}

/** A place beside another window that is open. */
export function besideOf({ x, y, width, height }: Area, displays: readonly Display[]): Area {
  const next = { x: x + STEP, y: y + STEP, width, height }
  const fits = displays.some(({ workArea }) => isReachable(next, workArea))
  return fits ? next : { x, y, width, height }
}

/**
 * What the window manager's frame takes to the left and above. A window is asked for by its frame's corner and, once it
 * stands, tells the corner of what is within: remembered as it is told, it would wander with every start. None where it
 * stands somewhere else altogether.
 */
export function frameOf(asked: Partial<Area>, told: Pick<Area, 'x' | 'y'>): Pick<Area, 'x' | 'y'> {
  const frame = { x: told.x - (asked.x ?? told.x), y: told.y - (asked.y ?? told.y) }
  const isOne = [frame.x, frame.y].every((pixels) => pixels >= 0 && pixels <= LARGEST_FRAME)
  return isOne ? frame : { x: 0, y: 0 }
}

function fitted(size: { width: number; height: number }, area?: Area) {
  return {
    width: Math.max(SMALLEST.width, Math.min(size.width, area?.width ?? size.width)),
    height: Math.max(SMALLEST.height, Math.min(size.height, area?.height ?? size.height)),
  }
}

function centred(size: { width: number; height: number }, area: Area) {
  return {
    x: area.x + Math.max(0, Math.round((area.width - size.width) / 2)),
    y: area.y + Math.max(0, Math.round((area.height - size.height) / 2)),
  }
}

/** Is enough of the window's upper edge within the area? */
function isReachable(window: Area, area: Area): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const isBelowTop = window.y >= area.y - HANDLE.height / 2
  const isAboveBottom = window.y + HANDLE.height <= area.y + area.height
  return across >= HANDLE.width && isBelowTop && isAboveBottom
}
