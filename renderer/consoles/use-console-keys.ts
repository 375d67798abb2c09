import { useEffect } from 'react'
import { liveConsoles } from './live-consoles.ts'
import type { TerminalHandle } from './terminal.ts'

/** What else the window does for a console. */
export interface ConsoleKeys {
  find(): void
  /** opens the console's menu at its cursor */
  menu(): void
}

/**
 * Lets a console be found by the keys and the palette, which act on the one that is focused (keys/console-commands.ts). What is
 * pressed for the window does not come to the terminal at all; pasting is left to the browser, which pastes as plain text.
 */
export function useConsoleKeys(
  key: string,
  handle: TerminalHandle | null,
  keys: ConsoleKeys,
): void {
  useEffect(() => {
    if (!handle) return
    const live = { handle, ...keys }
    liveConsoles.set(key, live)
    handle.term.attachCustomKeyEventHandler((event) => {
      // Let go, it would open the browser's own menu.
      if (event.key === 'ContextMenu') event.preventDefault()
      if (event.key === 'ContextMenu' || event.key === 'F6') return false
      return !(event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'v')
    })
    return () => {
      if (liveConsoles.get(key) === live) liveConsoles.delete(key)
    }
  }, [key, handle, keys])
}
