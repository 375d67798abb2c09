import type { FileHandle } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import type { FileComparison, FilePart, FilePartQuery, FileText } from '../../../shared/model.ts'
import { typeOf } from '../outgoing/look.ts'
import type { ContainerGround } from './ground.ts'
import { fromTold, toTold } from './names.ts'
import type { Pinned } from './pinned.ts'
import { inWords, notFolder } from './refusals.ts'
import { folderAt, resolve, resolveFolder, type Spot } from './walk.ts'

/** As much of a file is read at once, bytes. */
const PART_BYTES = 256 * 1024
/** Looked for in the beginning of a part: text has none, as for git. */
const LOOKED_AT_BYTES = 8000

/** A part of what a path leads to. Only a file is opened, and what a link leads to inside. Throws in words. */
export function readPart(
  ground: ContainerGround,
  { path, from }: FilePartQuery,
): Promise<FilePart> {
  const raw = fromTold(path)
  return inWords(raw, async () => {
    const spot = await resolve(ground.top, raw)
    try {
      return await partOf(spot, from)
    } finally {
      await spot.node.close()
    }
  })
}

async function partOf({ node, path }: Spot, from: number): Promise<FilePart> {
  const { stats } = node
  const about = { path: toTold(path), type: typeOf(stats), text: '', from, to: from }
  if (!stats.isFile()) return { ...about, kind: 'other', size: 0 }
  const bytes = await bytesOf(node, from, PART_BYTES)
  const size = Math.max(stats.size, from + bytes.length)
  if (bytes.subarray(0, LOOKED_AT_BYTES).includes(0)) {
    return { ...about, kind: 'binary', to: from + bytes.length, size }
  }
  const { begin, end } = wholeCharacters(bytes, {
    first: from === 0,
    last: from + bytes.length >= size,
  })
  const text = bytes.toString('utf8', begin, end)
  return { ...about, kind: 'text', text, from: from + begin, to: from + end, size }
}

/** At most so many bytes of a file that is held. */
export async function bytesOf(node: Pinned, from: number, most: number): Promise<Buffer> {
  const file = await node.reopen()
  try {
    return await readFully(file, from, most)
  } finally {
    await file.close()
  }
}

/** The kernel may give less at once than there is. */
async function readFully(file: FileHandle, from: number, most: number): Promise<Buffer> {
  const into = Buffer.alloc(most)
  let length = 0
  for (let read = -1; read !== 0 && length < most; length += read) {
    read = (await file.read(into, length, most - length, from + length)).bytesRead
  }
  return into.subarray(0, length)
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80

/** Leaves to the parts before and behind it what a character of theirs has in this one. */
function wholeCharacters(bytes: Buffer, { first, last }: { first: boolean; last: boolean }) {
  let begin = 0
  while (!first && begin < 3 && isContinuation(bytes[begin])) begin++
  let end = bytes.length
  if (last) return { begin, end }
  let back = 1
  while (back < 4 && isContinuation(bytes[end - back])) back++
  if ((bytes[end - back] ?? 0) >= 0xc0 && end - back > begin) end -= back
  return { begin, end }
}

/**
 * A file as the base has it, and as it is now: links are not followed but told of. Throws `failed-precondition` where there is
 * nothing to compare with.
 */
export function compareWithBase(ground: ContainerGround, told: string): Promise<FileComparison> {
  const path = fromTold(told)
  const at = path.replace(/\/+$/, '').lastIndexOf('/')
  const [above, name] = [path.slice(0, at) || '/', path.slice(at + 1).replace(/\/+$/, '')]
  return inWords(path, async () => {
    if (!name || name === '.' || name === '..') throw notFolder(path)
    const folder = await resolveFolder(ground.top, above)
    try {
      const { base } = ground
      if (!base || !ground.isOfRoot(folder.node)) throw noBase(told)
      const before = await folderAt(base.top, folder.path)
      const was = before && (await textIn(before, name).finally(() => before.close()))
      return { was, is: await textIn(folder.node, name) }
    } finally {
      await folder.node.close()
    }
  })
}

async function textIn(folder: Pinned, name: string): Promise<FileText | null> {
  const node = await folder.openIfThere(name)
  if (!node) return null
  try {
    const { stats } = node
    const other: FileText = { kind: 'other', text: '', bytes: 0, truncated: false }
    if (stats.isSymbolicLink()) {
      return { ...other, kind: 'link', text: toTold(await folder.linkTarget(name)) }
    }
    if (!stats.isFile()) return other
    const bytes = await bytesOf(node, 0, PART_BYTES)
    const about = { bytes: stats.size, truncated: stats.size > bytes.length }
    if (bytes.subarray(0, LOOKED_AT_BYTES).includes(0))
      return { ...about, kind: 'binary', text: '' }
    return { ...about, kind: 'text', text: bytes.toString('utf8') }
  } finally {
    await node.close()
  }
}

const noBase = (path: string) =>
  new RuncibleError('failed-precondition', `there is nothing to compare ${path} with`, {
    hint: 'Only what lies over an image or another folder can be told apart from it.',
  })
