import { useEffect } from 'react'
import { consoleOf, goToGroupAt, moveConsole, split } from '../actions/splits.ts'
import { toggleSynchronised } from '../actions/synchronise.ts'
import type { Direction } from '../store/areas.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useTabs } from '../store/tabs.ts'
import { KEYS } from './split-keys.ts'

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** The keys of split-keys.ts, in a console too; a field that is typed into keeps its own. */
export function useSplitKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (useDialogs.getState().open.length > 0 || isField(event.target)) return
      const doIt = actionOf(event)
      if (!doIt) return
      event.preventDefault()
      event.stopPropagation()
      doIt()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}

const isField = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest('input, textarea') !== null &&
  target.closest('.xterm') === null

function actionOf(event: KeyboardEvent): (() => void) | undefined {
  if (!event.shiftKey || event.metaKey || event.ctrlKey === event.altKey) return undefined
  const direction = ARROWS[event.code]
  const target = consoleOf()
  if (event.altKey) return direction && target && (() => moveConsole(target, direction))
  if (direction) return () => goToGroupAt(direction)
  switch (event.code) {
    case KEYS.splitRight.code:
      return target && (() => split(target, 'right'))
    case KEYS.splitDown.code:
      return target && (() => split(target, 'down'))
    case KEYS.zoom.code:
      return () => useTabs.getState().toggleZoom()
    case KEYS.synchronise.code:
      return toggleSynchronised
    default:
      return undefined
  }
}
