import { useEffect } from 'react'
import { paletteStore } from './header/palette-store.ts'
import { useLessons } from './lessons/lessons-store.ts'
import { LIST } from './regions.ts'
import { useContainers } from './store/containers.ts'
import { useDialogs } from './store/dialogs.ts'
import { useLayout } from './store/layout.ts'
import { useTabs } from './store/tabs.ts'

/** What lies over the window stands in portals. */
const OVER = '[data-portal]'
/** Of what stands in the place of consoles it alone has a title. */
const WELCOME = 'main section:has(h2)'
/** Takes the keyboard where what had it is gone; the first that is there. */
const ELSE = [LIST, `${WELCOME} button`, 'nav button'] as const
/** When to look: as soon as React has drawn what closed or went, and once what faded is gone, the focus with it. ms */
const LOOKS_MS = [50, 250]

/**
 * The keyboard is never nowhere: after a dialog it is where it was before, and where that is gone (its container was
 * deleted, its tab or the journal closed) at the list. Somebody who clicks beside everything wants it nowhere, and is left alone.
 */
export function useFocusHome(): void {
  useEffect(() => {
    let home: HTMLElement | null = null
    let looks: ReturnType<typeof setTimeout>[] = []
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && !target.closest(OVER)) home = target
    }
    const onPointer = ({ target }: PointerEvent) => {
      if (target instanceof Element && target.closest(OVER)) return
      setTimeout(() => {
        if (isNowhere()) home = null
      })
    }
    const later = (goHome: () => void) => {
      looks.forEach(clearTimeout)
      looks = LOOKS_MS.map((ms) => setTimeout(() => isNowhere() && goHome(), ms))
    }
    const closed = () =>
      later(() => {
        if (home?.isConnected) home.focus()
        else focusElse()
      })
    const changed = () => {
      if (home && !home.isConnected) later(focusElse)
    }
    document.addEventListener('focusin', onFocus)
    document.addEventListener('pointerdown', onPointer)
    const leave = [
      useDialogs.subscribe((now, before) => now.open.length < before.open.length && closed()),
      paletteStore.subscribe(({ opened }) => !opened && closed()),
      useContainers.subscribe(() => setTimeout(changed)),
      useTabs.subscribe(() => setTimeout(changed)),
      useLayout.subscribe(() => setTimeout(changed)),
      useLessons.subscribe(() => setTimeout(changed)),
    ]
    return () => {
      looks.forEach(clearTimeout)
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('pointerdown', onPointer)
      for (const each of leave) each()
    }
  }, [])
}

const isNowhere = () => document.activeElement === document.body || !document.activeElement

const focusElse = () =>
  ELSE.map((one) => document.querySelector<HTMLElement>(one))
    .find((one) => one !== null)
    ?.focus()
