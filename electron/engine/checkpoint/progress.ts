import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** How often the growing images are looked at, ms. */
const INTERVAL_MS = 250
/** CRIU's images of memory. */
const PAGES = /^pages-.*\.img$/

/** Tells how many bytes of memory are written, at once and as they grow. Gives back what stops it. */
export function watchImages(imagePath: string, tell: (bytes: number) => void): () => void {
  tell(0)
  const timer = setInterval(() => {
    void writtenBytes(imagePath).then(tell)
  }, INTERVAL_MS)
  return () => clearInterval(timer)
}

async function writtenBytes(imagePath: string): Promise<number> {
  const names = await readdir(imagePath).catch(() => [])
  const sizes = names
    .filter((name) => PAGES.test(name))
    .map((name) =>
      stat(join(imagePath, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
