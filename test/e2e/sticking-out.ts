import type { Page } from '@playwright/test'

/** What reaches out of its parent's side, and so over or under its neighbours: as `tag.class: text`. */
export const stickingOut = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const TOLERANCE_PX = 1
    const isInFlow = (element: Element) => {
      const { position, float, display } = getComputedStyle(element)
      return position === 'static' && float === 'none' && !['none', 'contents'].includes(display)
    }
    const reachesOut = (element: Element) => {
      const parent = element.parentElement
      if (!parent || element.closest('.xterm, svg') || !isInFlow(element)) return false
      if (getComputedStyle(parent).overflowX !== 'visible') return false
      if (getComputedStyle(parent).display.startsWith('inline')) return false
      const { left, right, width } = element.getBoundingClientRect()
      const around = parent.getBoundingClientRect()
      return (
        width > 0 &&
        around.width > 0 &&
        (right > around.right + TOLERANCE_PX || left < around.left - TOLERANCE_PX)
      )
    }
    return [...document.querySelectorAll('body *')]
      .filter(reachesOut)
      .map(
        (element) =>
          `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent?.slice(0, 40)}`,
      )
  })
