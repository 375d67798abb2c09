import { useDebouncedCallback } from '@mantine/hooks'
import { type RefObject, useEffect } from 'react'
import type { TerminalSize } from '../../shared/model.ts'
import { useConsoleSettings } from '../store/console-settings.ts'
import type { TerminalHandle } from './terminal.ts'

/** Long enough for a window that is being dragged, short enough not to be seen. */
const RESIZE_DELAY_MS = 80

/** What hears of the room that a console has on the screen. */
interface Fitted {
  /** at once */
  fitTo(room: TerminalSize): void
  /** when it has come to rest */
  tellRoom(room: TerminalSize): void
}

/** Says how large a console's element is: only while it is in sight. */
export function useFitting(
  host: RefObject<HTMLDivElement | null>,
  handle: TerminalHandle | null,
  visible: boolean,
  { fitTo, tellRoom }: Fitted,
): void {
  const tell = useDebouncedCallback(tellRoom, RESIZE_DELAY_MS)
  const font = useConsoleSettings((state) => `${state.fontSize} ${state.font}`)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another font makes another room of the same element
  useEffect(() => {
    if (!handle || !visible || !host.current) return
    const observer = new ResizeObserver(() => {
      const room = handle.room()
      if (!room) return
      fitTo(room)
      tell(room)
    })
    observer.observe(host.current)
    return () => observer.disconnect()
  }, [host, handle, visible, fitTo, tell, font])
}
