import { useTabs } from './store/tabs.ts'

const first = (selector: string) => () => document.querySelector<HTMLElement>(selector)

/** The list of containers; like all that is looked for here by no name, which another language changes. */
export const LIST = 'nav [role=listbox][aria-multiselectable]'

/** The regions of the window in the order that F6 goes through them, by what takes the keyboard in each. */
const REGIONS = [
  first(LIST),
  activeConsole,
  first('#lessons aside [tabindex="0"]'),
  first('#inspector aside button'),
  first('footer button[aria-expanded]'),
] as const

/** The terminal of the focused group. */
function activeConsole(): HTMLElement | null {
  const { active } = useTabs.getState()
  const tab = active && document.querySelector(`[role=tab][data-tab-id="${CSS.escape(active)}"]`)
  const panel = tab && document.getElementById(tab.getAttribute('aria-controls') ?? '')
  return panel ? panel.querySelector<HTMLElement>('.xterm-helper-textarea') : null
}

/** The keyboard goes to the next region, or to the one before: also out of a console, which has most keys for itself. */
export function goToRegion(step: -1 | 1): void {
  const targets = REGIONS.flatMap((region) => region() ?? [])
  const regions = targets.map((target) => target.closest('nav, main, aside, footer'))
  const at = regions.findIndex((region) => region?.contains(document.activeElement))
  targets[(at + step + targets.length) % targets.length]?.focus()
}
