import { useEffect } from 'react'
import { useConsoleSettings } from '../store/console-settings.ts'
import { copyText } from './copy.ts'
import type { TerminalHandle } from './terminal.ts'

/** What else the window does for a console. */
export interface ConsoleKeys {
  find(): void
  /** opens the console's menu at its cursor */
  menu(): void
}

/** What Ctrl Shift and a key do in a console, by the key's name in the browser. */
const chords = (
  { term, commands }: TerminalHandle,
  keys: ConsoleKeys,
): Readonly<Record<string, () => void>> => ({
  c: () => void copyText(term),
  f: keys.find,
  '+': () => useConsoleSettings.getState().zoom(1),
  '=': () => useConsoleSettings.getState().zoom(1),
  '-': () => useConsoleSettings.getState().zoom(-1),
  _: () => useConsoleSettings.getState().zoom(-1),
  '0': () => useConsoleSettings.getState().zoom(0),
  ')': () => useConsoleSettings.getState().zoom(0),
  pageup: () => void commands.jump(-1),
  pagedown: () => void commands.jump(1),
})

/**
 * Keys that are the window's and not the process's: copy, paste, find, larger and smaller, from command to command, the menu,
 * and F6, the way out of a console.
 */
export function useConsoleKeys(handle: TerminalHandle | null, keys: ConsoleKeys): void {
  useEffect(() => {
    if (!handle) return
    const does = chords(handle, keys)
    handle.term.attachCustomKeyEventHandler((event) => {
      if (event.key === 'F6') return false
      if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
        event.preventDefault()
        if (event.type === 'keydown') keys.menu()
        return false
      }
      if (!event.ctrlKey || !event.shiftKey) return true
      const key = event.key.toLowerCase()
      // Left to the browser, which pastes as plain text.
      if (key === 'v') return false
      const act = does[key]
      if (!act) return true
      event.preventDefault()
      if (event.type === 'keydown') act()
      return false
    })
  }, [handle, keys])
}
