import { pageBytes } from './images.ts'

/** How often the growing images are looked at, ms. */
const INTERVAL_MS = 250

/** Tells how many bytes of memory are written, at once and as they grow. Gives back what stops it. */
export function watchImages(imagePath: string, tell: (bytes: number) => void): () => void {
  tell(0)
  const timer = setInterval(() => {
    void pageBytes(imagePath).then(tell)
  }, INTERVAL_MS)
  return () => clearInterval(timer)
}
