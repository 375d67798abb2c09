import { groupsIn } from '../store/arrangement.ts'
import { usePresenter } from '../store/presenter.ts'
import { useTabs } from '../store/tabs.ts'

/** Into presenter mode and out of it; of several groups of consoles the one in front is shown alone meanwhile. */
export function togglePresenting(): void {
  const { on, zoomedGroup, enter, leave } = usePresenter.getState()
  const { arrangement, toggleZoom } = useTabs.getState()
  const isZoomed = arrangement.maximizedTabsetId !== undefined
  if (on) {
    leave()
    if (zoomedGroup && isZoomed) toggleZoom()
  } else {
    const zooms = !isZoomed && groupsIn(arrangement).length > 1
    enter({ zoomedGroup: zooms })
    if (zooms) toggleZoom()
  }
}
