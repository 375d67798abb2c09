import { type RefObject, useCallback, useEffect, useState } from 'react'
import { useConsoleSettings } from '../store/console-settings.ts'
import { asOneLine, isRisky, type Paste, readPaste } from './paste.ts'
import type { TerminalHandle } from './terminal.ts'
import { pasteInto } from './typed.ts'

export type PasteAnswer = 'paste' | 'one line' | 'keep'

/** Takes what is pasted into a console before xterm does; several lines that a program would run wait for an answer. */
export function usePaste(
  host: RefObject<HTMLDivElement | null>,
  handle: TerminalHandle | null,
): { asked: Paste | null; answer(how: PasteAnswer): void; paste(text: string): void } {
  const [asked, setAsked] = useState<Paste | null>(null)

  const paste = useCallback(
    (clipboard: string) => {
      if (!handle || handle.term.options.disableStdin) return
      const read = readPaste(clipboard)
      const warned = useConsoleSettings.getState().pasteWarning
      if (warned && isRisky(read, handle.term.modes.bracketedPasteMode)) setAsked(read)
      else if (read.text !== '') pasteInto(handle.term, read.text)
    },
    [handle],
  )

  useEffect(() => {
    const element = host.current
    if (!element) return
    const onPaste = (event: ClipboardEvent) => {
      event.preventDefault()
      event.stopPropagation()
      paste(event.clipboardData?.getData('text/plain') ?? '')
    }
    element.addEventListener('paste', onPaste, { capture: true })
    return () => element.removeEventListener('paste', onPaste, { capture: true })
  }, [host, paste])

  const answer = (how: PasteAnswer) => {
    setAsked(null)
    if (!handle || !asked) return
    if (how === 'paste') pasteInto(handle.term, asked.text)
    if (how === 'one line') pasteInto(handle.term, asOneLine(asked.text))
    handle.term.focus()
  }
  return { asked, answer, paste }
}
