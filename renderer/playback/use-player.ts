import { SerializeAddon } from '@xterm/addon-serialize'
import { type RefObject, useEffect, useState } from 'react'
import { useLook } from '../appearance/look.ts'
import { createTerminal } from '../consoles/terminal.ts'
import { useTerminalLook } from '../consoles/use-terminal.ts'
import { familyOf, useConsoleSettings } from '../store/console-settings.ts'
import { useLayout } from '../store/layout.ts'
import type { Cast } from './cast.ts'
import { Player } from './player.ts'
import type { Timeline } from './timeline.ts'

/** A recording's screen in `host`, as at the time `at`; null before it is there. It takes no keys. */
export function usePlayer(
  host: RefObject<HTMLDivElement | null>,
  cast: Cast,
  timeline: Timeline,
  at: number,
): void {
  const [player, setPlayer] = useState<Player | null>(null)
  const look = useTerminalLook()
  const zoom = useLook((state) => state.zoom)

  useEffect(() => {
    if (!host.current) return
    const { font, fontSize } = useConsoleSettings.getState()
    const style = { look, fontFamily: familyOf(font), fontSize: Math.round(fontSize * zoom) }
    const handle = createTerminal(host.current, style)
    handle.term.options.disableStdin = true
    handle.term.options.cursorBlink = false
    handle.term.options.screenReaderMode = useLayout.getState().screenReader
    const serializer = new SerializeAddon()
    handle.term.loadAddon(serializer)
    setPlayer(new Player(handle.term, serializer, timeline, cast.size))
    return () => {
      setPlayer(null)
      handle.dispose()
    }
  }, [host, cast, timeline, look, zoom])

  useEffect(() => {
    void player?.seek(at)
  }, [player, at])
}
