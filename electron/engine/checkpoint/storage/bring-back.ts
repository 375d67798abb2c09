import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RuncibleError } from '../../../../shared/errors.ts'
import { rdiffPatch } from '../../runtime/rdiff.ts'
import { hashGrowing } from './hash.ts'
import { requireRoom } from './parts.ts'
import { flush, noteBroughtBack, type StoredFile } from './record.ts'
import { type Shelf, sum } from './shelf.ts'

/** How work on a moment is done, and who hears how far it is: bytes. */
export interface Work {
  rdiff: string
  signal: AbortSignal
  /** null: somebody waits for it */
  standBack: (() => boolean) | null
  tell(phase: string, done: number, total: number): void
}

export const BRINGING_BACK = 'bringing its memory back together'

/**
 * Makes a moment's page images again out of its differences, in a folder beside them; each is there under its own name only once
 * its hash is what it was. Its differences stay, so that a crash in it changes nothing, and storing it again is a removal. Gives
 * how many bytes were written. Throws `failed-precondition` where the disk has no room, `internal` where the hash is another
 * one, `cancelled`; then nothing has changed.
 */
export async function bringBack(shelf: Shelf, id: string, work: Work): Promise<number> {
  shelf.requireTold(id)
  const missing = shelf.missing(id)
  if (missing.length === 0) return 0
  const folder = await shelf.workFolder(id)
  const bytes = sum(missing.map((file) => file.bytes))
  const share = bytes / shelf.bytesToWrite(id)
  try {
    // Between two differences there is one image more.
    const between = missing.filter(({ name }) => shelf.chain(id, name).over.length > 1)
    const room = bytes + Math.max(0, ...between.map((file) => file.bytes))
    await requireRoom(folder.dir, room, `for the memory of “${shelf.name(id)}”`)
    let before = 0
    for (const file of missing) {
      const tell = (done: number) => work.tell(BRINGING_BACK, (before + done) * share, bytes)
      before += await rebuild(shelf, { id, file, to: join(folder.dir, file.name) }, work, tell)
    }
    await noteBroughtBack(shelf.folder(id), shelf.bootId)
    for (const { name } of missing) await rename(join(folder.dir, name), shelf.image(id, name))
    return before
  } finally {
    await folder.remove()
    await shelf.read(id)
  }
}

/** Brought back, and no longer a difference to anything. Throws as above. */
export async function makeWhole(
  shelf: Shelf,
  id: string,
  work: Work,
  stays: 'asked' | null,
): Promise<number> {
  const written = await bringBack(shelf, id, work)
  const files = shelf.storedAs(id)?.files ?? []
  for (const { name } of files) await flush(shelf.image(id, name))
  if (files.length > 0) await flush(shelf.image(id, ''))
  await shelf.write(id, { version: 1, stays, stored: null })
  await shelf.sweep(id)
  await shelf.read(id)
  return written
}

/**
 * Writes one page image of a moment to the new file `to`, out of what it and those below it have differences to. Gives how many
 * bytes were written for it. Throws as above.
 */
export async function rebuild(
  shelf: Shelf,
  { id, file, to }: { id: string; file: StoredFile; to: string },
  work: Work,
  tell: (done: number) => void,
): Promise<number> {
  const { links, source } = chainOf(shelf, id, file.name)
  let base = source
  let done = 0
  for (const [i, link] of links.entries()) {
    const last = i === links.length - 1
    const next = last ? to : `${to}.${i}`
    const before = done
    const written = rdiffPatch(base, link.difference, next, work)
    if (last) {
      const hash = await hashGrowing(next, written, {
        signal: work.signal,
        tell: (bytes) => tell(before + bytes),
        standBack: work.standBack,
      }).finally(() => written.catch(() => {}))
      if (hash !== file.sha256) throw notAsItWas(shelf, id, [base, link.difference])
    } else await written
    if (base !== source) await rm(base)
    base = next
    done += file.bytes
    tell(done)
  }
  return done
}

/** The differences that lie over one another from an image that is there, to be put over it in this order. */
function chainOf(shelf: Shelf, id: string, name: string) {
  const { over, from } = shelf.chain(id, name)
  if (!shelf.pages(from).some((page) => page.name === name)) shelf.requireTold(from)
  const links = over.map((one) => ({
    difference: shelf.difference(one, shelf.storedAs(one)?.base ?? '', name),
  }))
  return { links: links.reverse(), source: shelf.image(from, name) }
}

function notAsItWas(shelf: Shelf, id: string, paths: readonly string[]): RuncibleError {
  return new RuncibleError(
    'internal',
    `the memory of “${shelf.name(id)}” does not come back as it was: its hash is another one`,
    {
      hint: `One of these files was changed since: ${paths.join(', ')}. Nothing was removed; put them back from a copy of yours.`,
    },
  )
}
