import { useComputedColorScheme } from '@mantine/core'
import { type RefObject, useEffect, useState } from 'react'
import { useLayout } from '../store/layout.ts'
import { createTerminal, type TerminalHandle } from './terminal.ts'

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
  const scheme = useComputedColorScheme('dark')
  const screenReader = useLayout((state) => state.screenReader)
  const [wanted, setWanted] = useState(visible)
  if ((visible || awaited) && !wanted) setWanted(true)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of scheme has an effect of its own
  useEffect(() => {
    if (!wanted || !host.current) return
    const made = createTerminal(host.current, scheme)
    setHandle(made)
    return () => {
      setHandle(null)
      made.dispose()
    }
  }, [wanted, host])

  useEffect(() => handle?.setScheme(scheme), [handle, scheme])
  useEffect(() => handle?.setVisible(visible), [handle, visible])
  useEffect(() => {
    if (handle) handle.term.options.screenReaderMode = screenReader
  }, [handle, screenReader])
  return handle
}
