import { useEffect } from 'react'
import { togglePresenting } from './toggle.ts'

/** Ctrl Shift S (show) for presenter mode, in a console and in a dialog, too. */
export function usePresenterKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return
      if (event.code !== 'KeyS' || event.repeat) return
      event.preventDefault()
      event.stopPropagation()
      togglePresenting()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
