import { useEffect } from 'react'
import type { TerminalHandle } from './terminal.ts'

/** Keys that are the window's and not the process's: copy, paste, find, and F6, the way out of a console. */
export function useConsoleKeys(handle: TerminalHandle | null, onFind: () => void): void {
  useEffect(() => {
    if (!handle) return
    const { term } = handle
    term.attachCustomKeyEventHandler((event) => {
      if (event.key === 'F6') return false
      if (!event.ctrlKey || !event.shiftKey) return true
      const key = event.key.toLowerCase()
      // Left to the browser, which pastes as plain text; xterm brackets it where the program asked for that.
      if (key === 'v') return false
      if (key !== 'c' && key !== 'f') return true
      event.preventDefault()
      if (event.type !== 'keydown') return false
      if (key === 'f') onFind()
      else if (term.hasSelection()) void navigator.clipboard.writeText(term.getSelection())
      return false
    })
  }, [handle, onFind])
}
