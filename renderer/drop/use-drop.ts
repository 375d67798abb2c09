import { useEffect, useState } from 'react'
import { isCastFile, openCast } from '../playback/open-cast.ts'
import { useDialogs } from '../store/dialogs.ts'
import { BROWSER_TELLS_NO_PATHS, ONE_AT_A_TIME } from './dropped.ts'
import { isExportFile, openExport } from './open-export.ts'
import { openPath, show } from './open-path.ts'

const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false

/** Takes what is dropped on the window, wherever; true while something is held over it. */
export function useDrop(): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Within the window, each element that is entered is told before the last one is left.
    let depth = 0
    const onEnter = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      depth += 1
      setOver(true)
    }
    const onLeave = () => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const onOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = isBusy() ? 'none' : 'copy'
    }
    const onDrop = (event: DragEvent) => {
      depth = 0
      setOver(false)
      if (!holdsFiles(event)) return
      event.preventDefault()
      if (!isBusy()) take([...(event.dataTransfer?.files ?? [])])
    }
    window.addEventListener('dragenter', onEnter)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('dragover', onOver)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragenter', onEnter)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  return over
}

/** What somebody is filling in is not covered by another dialog. */
const isBusy = () => useDialogs.getState().open.length > 0

function take(files: File[]): void {
  const [file, ...others] = files
  if (!file) return
  const path = window.runcible?.pathOf(file)
  if (others.length === 0 && isExportFile(file)) void openExport(file)
  else if (others.length === 0 && isCastFile(file)) void openCast(file)
  else if (others.length > 0) show(ONE_AT_A_TIME)
  else if (path) void openPath(path)
  else show(BROWSER_TELLS_NO_PATHS)
}
