import { useEffect } from 'react'
import { startByKey } from '../actions/templates.ts'
import { OBSERVING } from '../observer/role.ts'
import { useDialogs } from '../store/dialogs.ts'

/**
 * Ctrl Shift with a digit starts a template, in a console, too. Ctrl with a digit alone belongs to the browser (its tabs) and
 * to the program in a terminal (NUL, ESC, SIGQUIT), Alt with a digit to both again.
 */
export function useTemplateKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.repeat) return
      // By the key's place: with Shift it gives another character on each layout.
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]
      if (!digit || OBSERVING || useDialogs.getState().open.length > 0) return
      event.preventDefault()
      event.stopPropagation()
      void startByKey(Number(digit))
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
