import { useEffect } from 'react'
import { useDialogs } from '../store/dialogs.ts'
import { useLessons } from './lessons-store.ts'

/** Ctrl Shift H shows the lessons, and folds them away: in a console, too, where Ctrl H alone is a backspace. */
export function useLessonKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return
      if (event.code !== 'KeyH' || event.repeat || useDialogs.getState().open.length > 0) return
      event.preventDefault()
      event.stopPropagation()
      useLessons.getState().toggle()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
