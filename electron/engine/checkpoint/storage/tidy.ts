import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { removeFolder } from '../../bundle/remove.ts'
import { endLeftPrograms } from '../../runtime/left-programs.ts'
import type { Place } from './kept.ts'
import { sizeOf } from './parts.ts'
import {
  BROUGHT_BACK,
  broughtBackIn,
  differenceOf,
  differencesIn,
  type StoredAs,
} from './record.ts'

/** How folders of what is under way begin. */
export const UNDER_WAY = 'under-way-'

interface Left extends Place {
  stored: StoredAs | null
  /** this boot of the machine */
  bootId: string
}

/**
 * After a start: ends what an earlier engine left at work on a moment, removes what it did not finish, and images that were
 * brought back in an earlier boot of the machine, since they may never have reached the disk and their differences have. `say`
 * hears what was cut off. Throws where a part of it is gone.
 */
export async function tidy(
  { name, imagePath, dir, stored, bootId }: Left,
  say: (text: string) => void,
): Promise<void> {
  const left = await readdir(differencesIn(dir)).catch(() => [])
  if (left.some((one) => one.startsWith(UNDER_WAY))) {
    await endLeftPrograms(differencesIn(dir))
    say(`storing “${name}”, or bringing it back, was cut off: it is as it was before`)
  }
  await sweep(dir, stored)
  const counts = (await broughtBackIn(dir)) === bootId
  for (const file of stored?.files ?? []) {
    const path = join(imagePath, file.name)
    const bytes = await sizeOf(path)
    if ((await sizeOf(differenceOf(dir, stored?.base ?? '', file.name))) === null) {
      if (bytes === null) throw new Error(`${file.name} is gone, and so is its difference`)
    } else if (bytes !== null && (bytes !== file.bytes || !counts)) {
      await rm(path)
    }
  }
}

/** Removes of a moment's differences those that do not count, and what was under way. */
export async function sweep(dir: string, stored: StoredAs | null): Promise<void> {
  const folder = differencesIn(dir)
  const named = new Set(stored?.files.map(({ name }) => differenceOf(dir, stored.base, name)))
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const stays = named.has(path) || (stored && name === BROUGHT_BACK)
    if (!stays) await removeFolder(path)
  }
  if (named.size === 0) await rmdir(folder).catch(() => {})
}
