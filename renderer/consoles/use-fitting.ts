import { useDebouncedCallback } from '@mantine/hooks'
import { type RefObject, useEffect } from 'react'
import type { TerminalSize } from '../../shared/model.ts'
import type { TerminalHandle } from './terminal.ts'

/** Long enough for a window that is being dragged, short enough not to be seen. */
const RESIZE_DELAY_MS = 80

/** Keeps xterm as large as its element, and tells the process so: only while the console is in sight. */
export function useFitting(
  host: RefObject<HTMLDivElement | null>,
  handle: TerminalHandle | null,
  visible: boolean,
  resize: (size: TerminalSize) => void,
): void {
  const tell = useDebouncedCallback(resize, RESIZE_DELAY_MS)
  useEffect(() => {
    if (!handle || !visible || !host.current) return
    const resized = handle.term.onResize(({ cols, rows }) => tell({ cols, rows }))
    const observer = new ResizeObserver(() => handle.fit())
    observer.observe(host.current)
    return () => {
      observer.disconnect()
      resized.dispose()
    }
  }, [host, handle, visible, tell])
}
