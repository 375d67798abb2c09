import { useComputedColorScheme } from '@mantine/core'
import { SerializeAddon } from '@xterm/addon-serialize'
import { type RefObject, useEffect, useState } from 'react'
import { createTerminal } from '../consoles/terminal.ts'
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
  const scheme = useComputedColorScheme('dark')

  useEffect(() => {
    if (!host.current) return
    const { theme, font, fontSize } = useConsoleSettings.getState()
    const look = theme === 'window' ? scheme : theme
    const handle = createTerminal(host.current, { look, fontFamily: familyOf(font), fontSize })
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
  }, [host, cast, timeline, scheme])

  useEffect(() => {
    void player?.seek(at)
  }, [player, at])
}
