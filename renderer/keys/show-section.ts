import { useLayout } from '../store/layout.ts'
import { useSelection } from '../store/selection.ts'

/** Unfolds a section of the inspector, and gives its first field the keyboard. */
export function showSection(name: string): void {
  const { inspector, sections, toggleInspector, toggleSection } = useLayout.getState()
  useSelection.getState().clearMarks()
  if (!inspector) toggleInspector()
  if (!sections.includes(name)) toggleSection(name)
  // Once React has drawn it.
  setTimeout(() => {
    const section = document.querySelector(`aside [data-section="${CSS.escape(name)}"]`)
    section?.scrollIntoView({ block: 'nearest' })
    section?.querySelector<HTMLElement>('input, textarea, select')?.focus()
  })
}
