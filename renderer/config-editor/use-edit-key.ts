import { useEffect } from 'react'
import { whyNot } from '../actions/availability.ts'
import { useConnection } from '../store/connection.ts'
import { useContainers } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSelection } from '../store/selection.ts'

/** Ctrl Shift G edits the config.json of the container that is chosen, in a console, too. */
export function useEditKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return
      if (event.code !== 'KeyG' || event.repeat || useDialogs.getState().open.length > 0) return
      const { selected } = useSelection.getState()
      const container = selected && useContainers.getState().byKey.get(selected)
      if (!container) return
      event.preventDefault()
      event.stopPropagation()
      const ready = useConnection.getState().byHost.get(container.host)?.phase === 'ready'
      if (whyNot('recreate', container, { ready, preflight: null }) !== null) return
      useDialogs.getState().show({ kind: 'config', container })
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
