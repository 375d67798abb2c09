import { localStorageColorSchemeManager } from '@mantine/core'
import { useAppearance } from '../store/appearance.ts'
import { keptAs } from '../store/kept.ts'
import { usePresenter } from '../store/presenter.ts'
import { lookOf, useLook } from './look.ts'

/** Where the choice between light and dark is kept. */
export const colourScheme = localStorageColorSchemeManager()

/** Puts the look on the page, before anything is drawn, and keeps it there whatever changes. */
export function applyLook(): void {
  const contrast = window.matchMedia('(prefers-contrast: more)')
  const still = window.matchMedia('(prefers-reduced-motion: reduce)')
  const apply = () => {
    const machine = { contrast: contrast.matches, still: still.matches }
    const presenting = usePresenter.getState().on
    const look = lookOf(useAppearance.getState(), machine, presenting)
    const { documentElement: root } = document
    root.toggleAttribute('data-contrast', look.contrast)
    root.toggleAttribute('data-still', look.still)
    root.toggleAttribute('data-presenting', presenting)
    root.style.setProperty('--zoom', String(look.zoom))
    useLook.setState(look)
  }
  applyScheme()
  apply()
  contrast.addEventListener('change', apply)
  still.addEventListener('change', apply)
  useAppearance.subscribe(apply)
  usePresenter.subscribe(apply)
  // Another window chose.
  window.addEventListener('storage', ({ key }) => {
    if (key === keptAs('appearance')) void useAppearance.persist.rehydrate()
  })
}

/** Mantine keeps it from then on; its first is later than the first that is painted. */
function applyScheme(): void {
  const chosen = colourScheme.get('auto')
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches
  const scheme = chosen === 'auto' ? (dark ? 'dark' : 'light') : chosen
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme)
}
