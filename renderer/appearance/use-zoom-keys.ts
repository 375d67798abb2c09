import { useEffect } from 'react'
import { useAppearance } from '../store/appearance.ts'

const STEPS: Readonly<Record<string, 1 | -1 | 0>> = { '+': 1, '=': 1, '-': -1, _: -1, '0': 0 }

/**
 * Ctrl with + − 0 zooms the window, as in a browser. With Shift, within a console, they are the console's own: its letters
 * alone become larger; no program in it gets to know of either.
 */
export function useZoomKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey || event.altKey || event.metaKey) return
      const step = STEPS[event.key]
      if (step === undefined || (event.shiftKey && isInConsole(event.target))) return
      event.preventDefault()
      event.stopPropagation()
      useAppearance.getState().zoomBy(step)
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}

const isInConsole = (target: EventTarget | null) =>
  target instanceof Element && target.closest('.xterm') !== null
