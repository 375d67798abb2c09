import type { Page } from '@playwright/test'

/** How many of the page's pixels are exactly of `colour` (#rrggbb): xterm draws on a canvas, which no locator reads. */
export async function countPixels(page: Page, colour: string): Promise<number> {
  const png = (await page.screenshot()).toString('base64')
  return page.evaluate(
    async ([picture = '', wanted = '']) => {
      const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      if (!context) throw new Error('this browser draws nothing')
      context.drawImage(bitmap, 0, 0)
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
      const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(wanted.slice(at, at + 2), 16))
      let count = 0
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] === r && data[at + 1] === g && data[at + 2] === b) count += 1
      }
      return count
    },
    [png, colour],
  )
}
