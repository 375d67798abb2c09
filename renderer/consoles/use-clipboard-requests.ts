import { useEffect, useState } from 'react'
import { useConsoleSettings } from '../store/console-settings.ts'
import { clipboardRequest } from './osc52.ts'
import type { TerminalHandle } from './terminal.ts'

/**
 * What the program in a console wants to put on the clipboard (OSC 52), by the policy that was chosen: at once, never, or
 * `asked`, the text that waits for an answer. A console that nobody looks at gets nothing.
 */
export function useClipboardRequests(handle: TerminalHandle | null, visible: boolean) {
  const [asked, setAsked] = useState<string | null>(null)
  useEffect(() => {
    if (!handle) return
    const listening = handle.term.parser.registerOscHandler(52, (sequence) => {
      const text = clipboardRequest(sequence)
      const { clipboard } = useConsoleSettings.getState()
      if (text === null || !visible || !document.hasFocus()) return true
      if (clipboard === 'allow') void navigator.clipboard.writeText(text).catch(() => {})
      if (clipboard === 'ask') setAsked(text)
      return true
    })
    return () => listening.dispose()
  }, [handle, visible])

  const answer = (given: boolean) => {
    if (given && asked !== null) void navigator.clipboard.writeText(asked).catch(() => {})
    setAsked(null)
    handle?.term.focus()
  }
  return { asked, answer }
}
