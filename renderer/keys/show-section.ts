import { useLayout } from '../store/layout.ts'
import { useSelection } from '../store/selection.ts'

/** Unfolds a section of the inspector, and gives its first field the keyboard. */
export function showSection(title: string): void {
  const { inspector, sections, toggleInspector, toggleSection } = useLayout.getState()
  useSelection.getState().clearMarks()
  if (!inspector) toggleInspector()
  if (!sections.includes(title)) toggleSection(title)
  // Once React has drawn it.
  setTimeout(() => {
    const heading = [...document.querySelectorAll('aside section h3')].find(
      (one) => one.textContent?.startsWith(title) === true,
    )
    const section = heading?.closest('section')
    section?.scrollIntoView({ block: 'nearest' })
    section?.querySelector<HTMLElement>('input, textarea, select')?.focus()
  })
}
