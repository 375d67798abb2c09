import type { BrowserWindow } from 'electron'
import { type Area, frameOf } from './place.ts'
import type { Place } from './remembered.ts'

/** A window that is dragged tells of every step; its place is written down once it stands. ms */
const SETTLED_MS = 500

/** Has `keep` write down where a window stands that was opened at `asked`, whenever it stands elsewhere. */
export function rememberPlace(
  window: BrowserWindow,
  asked: Partial<Area> & { maximized: boolean },
  keep: (place: Place) => void,
): void {
  let frame: { x: number; y: number } | null = null
  /** One that opens maximised tells where it was asked to be until it goes back there. */
  let isPlaced = !asked.maximized
  const findFrame = () => {
    if (frame || !isPlaced || window.isDestroyed()) return
    frame = frameOf(asked, window.getNormalBounds())
  }
  let timer: NodeJS.Timeout | undefined
  const remember = () => {
    clearTimeout(timer)
    if (window.isDestroyed() || window.isMinimized()) return
    findFrame()
    const { x, y, width, height } = window.getNormalBounds()
    const corner = { x: x - (frame?.x ?? 0), y: y - (frame?.y ?? 0) }
    keep({ ...corner, width, height, maximized: window.isMaximized() })
  }
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(remember, SETTLED_MS)
  }
  setTimeout(findFrame, SETTLED_MS)
  window.on('resize', later)
  window.on('move', later)
  window.on('maximize', later)
  window.on('unmaximize', () => {
    isPlaced = true
    later()
  })
  window.on('close', remember)
}
