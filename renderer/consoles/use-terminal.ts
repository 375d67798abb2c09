import { useComputedColorScheme } from '@mantine/core'
import { type CSSProperties, type RefObject, useEffect, useMemo, useState } from 'react'
import { useLook } from '../appearance/look.ts'
import { familyOf, useConsoleSettings } from '../store/console-settings.ts'
import { useLayout } from '../store/layout.ts'
import { createTerminal, type TerminalHandle, type TerminalStyle } from './terminal.ts'
import { type TerminalLook, terminalLook, terminalTheme } from './terminal-theme.ts'

/**
 * xterm in `host`, made when it is first in sight and kept until the tab closes; null before that.
 * @param awaited it is made out of sight, too: something is typed into it from elsewhere
 */
export function useTerminal(
  host: RefObject<HTMLDivElement | null>,
  visible: boolean,
  awaited: boolean,
): TerminalHandle | null {
  const [handle, setHandle] = useState<TerminalHandle | null>(null)
  const style = useStyle()
  const screenReader = useLayout((state) => state.screenReader)
  const [wanted, setWanted] = useState(visible)
  if ((visible || awaited) && !wanted) setWanted(true)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of style has an effect of its own
  useEffect(() => {
    if (!wanted || !host.current) return
    const made = createTerminal(host.current, style)
    setHandle(made)
    return () => {
      setHandle(null)
      made.dispose()
    }
  }, [wanted, host])

  useEffect(() => handle?.setStyle(style), [handle, style])
  useEffect(() => handle?.setVisible(visible), [handle, visible])
  useEffect(() => {
    if (handle) handle.term.options.screenReaderMode = screenReader
  }, [handle, screenReader])
  return handle
}

/** As it was chosen for consoles. */
function useStyle(): TerminalStyle {
  const look = useTerminalLook()
  const zoom = useLook((state) => state.zoom)
  const font = useConsoleSettings((state) => state.font)
  const fontSize = useConsoleSettings((state) => state.fontSize)
  return useMemo(
    () => ({ look, fontFamily: familyOf(font), fontSize: Math.round(fontSize * zoom) }),
    [look, font, fontSize, zoom],
  )
}

/** The colours of consoles as they are now. */
export function useTerminalLook(): TerminalLook {
  const scheme = useComputedColorScheme('dark')
  const theme = useConsoleSettings((state) => state.theme)
  return terminalLook(
    theme,
    scheme,
    useLook((state) => state.contrast),
  )
}

/** What lies around a terminal has its colour. */
export function useConsoleColour(): CSSProperties {
  const look = useTerminalLook()
  return { '--console': terminalTheme(look).background } as CSSProperties
}
