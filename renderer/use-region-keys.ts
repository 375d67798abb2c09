import { useEffect } from 'react'

/** The regions of the window in the order that F6 goes through them, by what takes the keyboard in each. */
const REGIONS = [
  '[role=listbox][aria-label=Containers]',
  '[role=tabpanel]:not([hidden]) .xterm-helper-textarea',
  'aside button',
  'footer button',
] as const

/** F6 and Shift F6 go from region to region: also out of a console, which has every other key for itself. */
export function useRegionKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || document.querySelector('[role=dialog]')) return
      event.preventDefault()
      const targets = REGIONS.flatMap((region) => document.querySelector<HTMLElement>(region) ?? [])
      const regions = targets.map((target) => target.closest('nav, main, aside, footer'))
      const at = regions.findIndex((region) => region?.contains(document.activeElement))
      const step = event.shiftKey ? -1 : 1
      targets[(at + step + targets.length) % targets.length]?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
