import { useEffect } from 'react'
import { whyNot } from '../actions/availability.ts'
import { openDebugShell } from '../actions/shells.ts'
import { useConnection } from '../store/connection.ts'
import { useContainers } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSelection } from '../store/selection.ts'

/** Ctrl Shift D opens a debug shell in the container that is chosen, in a console, too: Ctrl D alone is the shell's. */
export function useDebugKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return
      if (event.code !== 'KeyD' || event.repeat || useDialogs.getState().open.length > 0) return
      const { selected } = useSelection.getState()
      const container = selected && useContainers.getState().byKey.get(selected)
      if (!container) return
      event.preventDefault()
      event.stopPropagation()
      const ready = useConnection.getState().byHost.get(container.host)?.phase === 'ready'
      if (whyNot('debug', container, { ready, preflight: null }) === null)
        void openDebugShell(container)
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
