import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../../shared/errors.ts'
import { freeBytes } from '../../disk.ts'
import { PAGES } from './record.ts'

/** A page image that is there. */
export interface PageImage {
  name: string
  bytes: number
}

/** The page images in a folder. */
export async function pageImages(imagePath: string): Promise<PageImage[]> {
  const names = (await readdir(imagePath).catch(() => [])).filter((name) => PAGES.test(name))
  const sizes = await Promise.all(names.map((name) => sizeOf(join(imagePath, name))))
  return names.flatMap((name, i) => {
    const bytes = sizes[i] ?? null
    return bytes === null ? [] : [{ name, bytes }]
  })
}

/** null: it is not there. */
export const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ size }) => size,
    () => null,
  )

/** Throws `failed-precondition` where the disk has no room for so many bytes: `what` says for what. */
export async function requireRoom(dir: string, bytes: number, what: string): Promise<void> {
  const free = await freeBytes(dir)
  if (bytes <= free) return
  const mib = (n: number) => `${Math.ceil(n / 1024 ** 2)} MiB`
  throw new RuncibleError('failed-precondition', `the disk has no room ${what}`, {
    hint: `It takes ${mib(bytes)}; ${mib(free)} are free in ${dir}. Make room and try again.`,
  })
}
