import { msg } from '@lingui/core/macro'
import type { SpotlightActionData } from '@mantine/spotlight'
import { found } from '../language/found.ts'
import { togglePresenting } from '../presenter/toggle.ts'
import { useAppearance } from '../store/appearance.ts'
import { usePresenter } from '../store/presenter.ts'
import { PRESENTER } from '../words/appearance.ts'

/** How the window looks, and whether it is shown to others. */
export function appearanceEntries(): SpotlightActionData[] {
  const { contrast, motion, change, zoomBy } = useAppearance.getState()
  const { on } = usePresenter.getState()
  const [moreContrast, lessMotion] = [contrast === 'more', motion === 'reduced']
  return [
    {
      id: 'presenter',
      ...found(
        on ? msg`Leave presenter mode` : msg`Presenter mode`,
        msg`projector teach large keys focus`,
      ),
      description: PRESENTER.keys,
      onClick: togglePresenting,
    },
    {
      id: 'contrast',
      ...found(
        moreContrast ? msg`Contrast: system` : msg`Contrast: more`,
        msg`high contrast colours`,
      ),
      onClick: () => change({ contrast: moreContrast ? 'system' : 'more' }),
    },
    {
      id: 'motion',
      ...found(
        lessMotion ? msg`Motion: system` : msg`Motion: reduced`,
        msg({ message: 'animation', context: 'keywords' }),
      ),
      onClick: () => change({ motion: lessMotion ? 'system' : 'reduced' }),
    },
    { id: 'zoom in', ...found(msg`Zoom in`), description: 'Ctrl +', onClick: () => zoomBy(1) },
    { id: 'zoom out', ...found(msg`Zoom out`), description: 'Ctrl −', onClick: () => zoomBy(-1) },
    {
      id: 'zoom usual',
      ...found(msg`Zoom to 100 %`),
      description: 'Ctrl 0',
      onClick: () => zoomBy(0),
    },
  ]
}
