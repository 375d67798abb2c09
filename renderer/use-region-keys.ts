import { useEffect } from 'react'
import { useTabs } from './store/tabs.ts'

const first = (selector: string) => () => document.querySelector<HTMLElement>(selector)

/** The regions of the window in the order that F6 goes through them, by what takes the keyboard in each. */
const REGIONS = [
  first('[role=listbox][aria-label=Containers]'),
  activeConsole,
  first('aside[aria-label=Lessons] [tabindex="0"]'),
  first('aside[aria-label=Inspector] button'),
  first('footer button'),
] as const

/** The terminal of the focused group. */
function activeConsole(): HTMLElement | null {
  const { active } = useTabs.getState()
  const tab = active && document.querySelector(`[role=tab][data-tab-id="${CSS.escape(active)}"]`)
  const panel = tab && document.getElementById(tab.getAttribute('aria-controls') ?? '')
  return panel ? panel.querySelector<HTMLElement>('.xterm-helper-textarea') : null
}

/** F6 and Shift F6 go from region to region: also out of a console, which has every other key for itself. */
export function useRegionKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || document.querySelector('[role=dialog]:not([data-tour])')) return
      event.preventDefault()
      const targets = REGIONS.flatMap((region) => region() ?? [])
      const regions = targets.map((target) => target.closest('nav, main, aside, footer'))
      const at = regions.findIndex((region) => region?.contains(document.activeElement))
      const step = event.shiftKey ? -1 : 1
      targets[(at + step + targets.length) % targets.length]?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
