import { useEffect } from 'react'
import { whyNoInspection } from '../actions/availability.ts'
import { useConnection } from '../store/connection.ts'
import { useContainers } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useForeignContainers } from '../store/foreign.ts'
import { useSelection } from '../store/selection.ts'

/** Ctrl Shift L inspects the container that is chosen, in a console, too: Ctrl L alone is the shell's. */
export function useInspectKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return
      if (event.code !== 'KeyL' || event.repeat || useDialogs.getState().open.length > 0) return
      const { selected } = useSelection.getState()
      const container =
        selected &&
        (useContainers.getState().byKey.get(selected) ??
          useForeignContainers.getState().byKey.get(selected))
      if (!container) return
      event.preventDefault()
      event.stopPropagation()
      const ready = useConnection.getState().byHost.get(container.host)?.phase === 'ready'
      if (whyNoInspection(container, { ready, preflight: null }) !== null) return
      useDialogs.getState().show({ kind: 'kernelView', container })
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
