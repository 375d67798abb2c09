import type { SpotlightActionData } from '@mantine/spotlight'
import { togglePresenting } from '../presenter/toggle.ts'
import { useAppearance } from '../store/appearance.ts'
import { usePresenter } from '../store/presenter.ts'
import { APPEARANCE, PRESENTER } from '../words/appearance.ts'

/** How the window looks, and whether it is shown to others. */
export function appearanceEntries(): SpotlightActionData[] {
  const { contrast, motion, change, zoomBy } = useAppearance.getState()
  const { on } = usePresenter.getState()
  const { contrast: contrasts, motion: motions, zoom } = APPEARANCE
  const [moreContrast, lessMotion] = [contrast === 'more', motion === 'reduced']
  return [
    {
      id: 'presenter',
      label: on ? PRESENTER.leave : PRESENTER.enter,
      description: PRESENTER.keys,
      keywords: ['projector', 'teach', 'large', 'keys', 'focus'],
      onClick: togglePresenting,
    },
    {
      id: 'contrast',
      label: `${contrasts.label}: ${(moreContrast ? contrasts.system : contrasts.more).toLowerCase()}`,
      keywords: ['high contrast', 'colours'],
      onClick: () => change({ contrast: moreContrast ? 'system' : 'more' }),
    },
    {
      id: 'motion',
      label: `${motions.label}: ${(lessMotion ? motions.system : motions.reduced).toLowerCase()}`,
      keywords: ['animation'],
      onClick: () => change({ motion: lessMotion ? 'system' : 'reduced' }),
    },
    { id: 'zoom in', label: zoom.larger, description: 'Ctrl +', onClick: () => zoomBy(1) },
    { id: 'zoom out', label: zoom.smaller, description: 'Ctrl −', onClick: () => zoomBy(-1) },
    { id: 'zoom usual', label: zoom.usual, description: 'Ctrl 0', onClick: () => zoomBy(0) },
  ]
}
