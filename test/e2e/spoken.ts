import type { Page } from '@playwright/test'

/**
 * What the page shows in words, and what it calls things for those who hear them: texts as they stand, and whole where
 * others stand within them. What programs are told and say is left out.
 */
export const spoken = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const PROGRAMS = 'code, pre, textarea, style, .xterm, .cm-editor'
    const NAMES = ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder']
    const said: string[] = []
    const wordsOf = (node: Node): string =>
      node instanceof Element
        ? node.matches(PROGRAMS)
          ? ''
          : [...node.childNodes].map(wordsOf).join('')
        : (node.textContent ?? '')
    for (const element of document.querySelectorAll('body *')) {
      if (element.closest(PROGRAMS) || !element.checkVisibility({ visibilityProperty: true })) {
        continue
      }
      said.push(...NAMES.map((name) => element.getAttribute(name) ?? ''))
      const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      if (texts.length > 0) said.push(...texts.map(wordsOf), wordsOf(element))
    }
    const plain = said.map((text) => text.replaceAll(/\s+/g, ' ').trim())
    return [...new Set(plain)].filter((text) => /[a-z]{2}/i.test(text))
  })
