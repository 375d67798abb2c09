import { useEffect } from 'react'
import { useConnection } from '../store/connection.ts'
import { useContainers } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSelection } from '../store/selection.ts'

/** Ctrl Shift B browses the files of the container that is chosen, in a console, too. */
export function useFilesKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return
      if (event.code !== 'KeyB' || event.repeat || useDialogs.getState().open.length > 0) return
      const { selected } = useSelection.getState()
      const container = selected && useContainers.getState().byKey.get(selected)
      if (!container) return
      event.preventDefault()
      event.stopPropagation()
      if (useConnection.getState().byHost.get(container.host)?.phase !== 'ready') return
      useDialogs.getState().show({ kind: 'files', container })
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
