import { open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { GivenId } from '../../../../shared/model.ts'
import { jsonText, readJson } from '../../atomic.ts'

/** CRIU's images of memory. */
export const PAGES = /^pages-[A-Za-z0-9]+\.img$/

/** A page image that is kept as a difference. */
const StoredFile = z.object({
  name: z.string().regex(PAGES),
  /** bytes and hash of the image itself */
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** bytes of the difference */
  difference: z.number().int().nonnegative(),
})
export type StoredFile = z.infer<typeof StoredFile>

/** storage.json, beside a moment's record: how its memory is kept where that is not simply as CRIU wrote it. */
export const StorageRecord = z.object({
  version: z.literal(1),
  /** why it is not stored by itself: people have asked for it whole, or there was nothing to gain; null: it is */
  stays: z.enum(['asked', 'no gain']).nullable(),
  /** null: every page image is there as CRIU wrote it */
  stored: z
    .object({
      /** the moment that the page images of the same names belong to which these are differences to */
      base: GivenId,
      files: z.array(StoredFile).min(1),
    })
    .nullable(),
})
export type StorageRecord = z.infer<typeof StorageRecord>
export type StoredAs = NonNullable<StorageRecord['stored']>

/** Where a moment's differences lie, beside its images; what is under way has a folder of its own in it. */
export const differencesIn = (dir: string) => join(dir, 'differences')
export const differenceOf = (dir: string, base: string, name: string) =>
  join(differencesIn(dir), `${name}.to.${base}`)
const DIFFERENCE = /^(pages-[A-Za-z0-9]+\.img)\.to\.(.+)$/

/** The differences that lie beside a moment's images, whether they count or not, as their names tell them. */
export async function differencesBeside(dir: string): Promise<{ name: string; base: string }[]> {
  const names = await readdir(differencesIn(dir)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.flatMap((one) => {
    const [, name = '', base = ''] = DIFFERENCE.exec(one) ?? []
    return name ? [{ name, base }] : []
  })
}

/** Says in which boot of the machine images were brought back that may not have reached the disk. */
export const BROUGHT_BACK = 'brought-back-in'
const recordOf = (dir: string) => join(dir, 'storage.json')

/** null: there is none. Throws where it cannot be read as such. */
export const readStorage = (dir: string): Promise<StorageRecord | null> =>
  readJson(recordOf(dir), StorageRecord)

/** On the disk for sure when it resolves: what it says replaces a file that is removed next. */
export async function writeStorage(dir: string, record: StorageRecord): Promise<void> {
  const next = `${recordOf(dir)}.next`
  try {
    const file = await open(next, 'w', 0o600)
    try {
      await file.writeFile(jsonText(record))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(next, recordOf(dir))
  } catch (error) {
    await rm(next, { force: true }).catch(() => {})
    throw error
  }
  await flush(dir)
}

/** Has a file, or the names in a folder, reach the disk. */
export async function flush(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Renames what is on the disk by then, so that the new name is, too. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await flush(from)
  await rename(from, to)
  await flush(dirname(to))
}

/** The boot of the machine in which a moment's images were last brought back beside their differences; '': none. */
export const broughtBackIn = (dir: string): Promise<string> =>
  readFile(join(differencesIn(dir), BROUGHT_BACK), 'utf8').catch(() => '')

/**
 * Images that are there beside their differences count in this boot alone. Not flushed, nor are they: what a power cut leaves of
 * either does not count then, and to flush a gigabyte would take longer than to bring it back.
 */
export const noteBroughtBack = (dir: string, bootId: string): Promise<void> =>
  writeFile(join(differencesIn(dir), BROUGHT_BACK), bootId, { mode: 0o600 })
