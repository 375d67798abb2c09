import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RuncibleError } from '../../../../shared/errors.ts'
import { rdiffDelta, rdiffPatched, rdiffSignature } from '../../runtime/rdiff.ts'
import { rebuild, type Work } from './bring-back.ts'
import { MOST_OF_WHOLE } from './choice.ts'
import { hashOf, standingBack } from './hash.ts'
import { type PageImage, sizeOf } from './parts.ts'
import { moveDurably, noteBroughtBack, type StoredFile } from './record.ts'
import { NothingGained } from './refusals.ts'
import { type Shelf, sum } from './shelf.ts'

const COMPARING = 'comparing its memory'
const CHECKING = 'checking the difference'
/** An image that is smaller stays as it is. */
const LEAST_IMAGE_BYTES = 1024 ** 2

/**
 * Keeps a moment's page images as differences to those of `base` of the same names. Each difference is on the disk, and was
 * taken apart again and found to have the image's hash, before storage.json says that it counts; only then the image goes. Gives
 * how fast it came back when it was checked. Throws what rdiff says, `failed-precondition` where nothing is gained or the disk is
 * full, `internal` where the hash is another one, `cancelled`; then the moment is whole as before.
 * `mayGo` is asked in the instant before the images are removed.
 */
export async function storeAs(
  shelf: Shelf,
  { id, base }: { id: string; base: string },
  work: Work,
  mayGo: () => boolean,
): Promise<Checked> {
  const folder = await shelf.workFolder(id)
  try {
    const { pairs, total } = pairsOf(shelf, id, base)
    const files: StoredFile[] = []
    const checked: Checked = { bytes: 0, ms: 0 }
    let before = 0
    for (const image of pairs) {
      const tell = (phase: string, done: number) =>
        work.tell(phase, (before + done) / STEPS, total / STEPS)
      const file = await differ(
        shelf,
        { id, base, image, folder: folder.dir },
        { ...work, tell },
        checked,
      )
      if (file) files.push(file)
      before += image.bytes * STEPS
    }
    if (files.length === 0) throw new NothingGained(shelf.name(id), shelf.name(base))
    for (const { name } of files) {
      const place = shelf.difference(id, base, name)
      await mkdir(dirname(place), { recursive: true, mode: 0o700 })
      await moveDurably(join(folder.dir, differenceName(name)), place)
    }
    // What cannot go yet stays through a restart of the engine.
    await noteBroughtBack(shelf.folder(id), shelf.bootId)
    await shelf.write(id, { version: 1, stays: null, stored: { base, files } })
    await letImagesGo(shelf, id, mayGo)
    await shelf.sweep(id)
    return checked
  } finally {
    await folder.remove()
    await shelf.read(id)
  }
}

/** What came out of the differences when they were checked, and how long that took. */
interface Checked {
  bytes: number
  ms: number
}

/** Removes the images of a moment that has differences of them all, where nothing reads them now. */
export async function letImagesGo(shelf: Shelf, id: string, mayGo: () => boolean): Promise<void> {
  const stored = shelf.storedAs(id)
  if (!stored) return
  try {
    for (const { name } of stored.files) {
      if (!mayGo()) break
      // Before it goes, so that nobody who comes meanwhile takes it for there.
      shelf.forgetImage(id, name)
      await rm(shelf.image(id, name), { force: true })
    }
  } finally {
    await shelf.read(id)
  }
}

/** Signature, hash, difference and check each go through the image once. */
const STEPS = 4

/** The images that both have, and how much work they are. */
function pairsOf(shelf: Shelf, id: string, base: string) {
  const others = new Set(shelf.pages(base).map(({ name }) => name))
  const pairs = shelf
    .pages(id)
    .filter(({ name, bytes }) => others.has(name) && bytes >= LEAST_IMAGE_BYTES)
  return { pairs, total: sum(pairs.map(({ bytes }) => bytes)) * STEPS }
}

/** Makes the difference of one image in `folder`, and checks it; null where it would save too little. */
async function differ(
  shelf: Shelf,
  { id, base, image, folder }: { id: string; base: string; image: PageImage; folder: string },
  work: { tell(phase: string, done: number): void } & Omit<Work, 'tell'>,
  checked: Checked,
): Promise<StoredFile | null> {
  const { name, bytes } = image
  const { tell, signal, standBack } = work
  const whole = shelf.image(id, name)
  const against = await baseImage(shelf, base, name, folder, work)
  const signature = join(folder, 'signature')
  const difference = join(folder, differenceName(name))
  tell(COMPARING, 0)
  await rdiffSignature(against.path, signature, work)
  const sha256 = await hashOf(whole, { signal, standBack, tell: (n) => tell(COMPARING, bytes + n) })
  requireSame(shelf, id, name, sha256)
  await rdiffDelta(signature, whole, difference, work)
  await rm(signature)
  const size = (await sizeOf(difference)) ?? 0
  if (size > MOST_OF_WHOLE * bytes) {
    await rm(difference)
    await against.remove()
    return null
  }
  const begun = performance.now()
  const hash = createHash('sha256')
  let seen = 0
  for await (const piece of rdiffPatched(against.path, difference, work)) {
    hash.update(piece)
    seen += piece.length
    tell(CHECKING, 3 * bytes + seen)
    if (standBack) await standingBack(standBack, signal)
  }
  if (hash.digest('hex') !== sha256) throw differs(shelf, id, name)
  if (!standBack) {
    checked.bytes += bytes
    checked.ms += performance.now() - begun
  }
  await against.remove()
  return { name, bytes, sha256, difference: size }
}

const differenceName = (name: string) => `${name}.difference`

/** The base's image, or where that is a difference itself the same made again for the time being. */
async function baseImage(
  shelf: Shelf,
  base: string,
  name: string,
  folder: string,
  work: Omit<Work, 'tell'>,
): Promise<{ path: string; remove(): Promise<void> }> {
  const file = shelf.missing(base).find((one) => one.name === name)
  if (!file) return { path: shelf.image(base, name), remove: async () => {} }
  const path = join(folder, 'base')
  await rebuild(shelf, { id: base, file, to: path }, { ...work, tell: () => {} }, () => {})
  return { path, remove: () => rm(path) }
}

/** One that was brought back must be what was stored once. */
function requireSame(shelf: Shelf, id: string, name: string, sha256: string): void {
  const before = shelf.storedAs(id)?.files.find((file) => file.name === name)
  if (before && before.sha256 !== sha256) throw differs(shelf, id, name)
}

const differs = (shelf: Shelf, id: string, name: string) =>
  new RuncibleError(
    'internal',
    `“${shelf.name(id)}” was not stored: ${name} came out of its difference with another hash`,
    { hint: 'Its memory stays whole as it is. Check the disk and the memory of this machine.' },
  )
