import { lchown, mkdir, rename, rmdir, unlink } from 'node:fs/promises'
import { RuncibleError } from '../../../shared/errors.ts'
import type { FileRemoval, FileRename, FolderRequest } from '../../../shared/model.ts'
import { Turns } from '../turns.ts'
import { namesIn } from './entries.ts'
import type { ContainerGround } from './ground.ts'
import { mountId } from './mounts.ts'
import { fromTold, toTold } from './names.ts'
import type { Pinned } from './pinned.ts'
import { inWords } from './refusals.ts'
import { joined, MOST_DEEP, resolveFolder, type Spot } from './walk.ts'

/** Throws in words. */
export const makeFolder = (ground: ContainerGround, { folder, name }: FolderRequest) =>
  inFolder(ground, folder, name, async ({ node }, raw) => {
    await mkdir(node.path(raw), { mode: 0o755 })
    const { root } = ground.owners
    // Where a container has laid a link there meanwhile, it is the link's owner.
    if (root && process.getuid?.() === 0) await lchown(node.path(raw), root.uid, root.gid)
  })

/** Nothing is written over. Throws in words. */
export const renameFile = (ground: ContainerGround, { folder, name, to }: FileRename) =>
  inFolder(ground, folder, name, async ({ node, path }, raw) => {
    const other = fromTold(to)
    if (await node.look(other)) throw taken(joined(path, other))
    await rename(node.path(raw), node.path(other))
  })

/** Of a folder all that is in it; nothing that is mounted. Throws in words; what was removed by then is gone. */
export const removeFile = (
  ground: ContainerGround,
  { folder, name }: FileRemoval,
  signal: AbortSignal,
) =>
  inFolder(ground, folder, name, ({ node, path }, raw) =>
    remove({ folder: node, name: raw, path: joined(path, raw), depth: 0 }, signal),
  )

function inFolder(
  ground: ContainerGround,
  folder: string,
  name: string,
  work: (spot: Spot, name: string) => Promise<void>,
): Promise<void> {
  const [path, raw] = [fromTold(folder), fromTold(name)]
  return inWords(joined(path, raw), async () => {
    const spot = await resolveFolder(ground.top, path)
    try {
      await ground.requireWritable(spot)
      await work(spot, raw)
    } finally {
      await spot.node.close()
    }
  })
}

interface Doomed {
  folder: Pinned
  name: string
  path: string
  depth: number
}

const turns = new Turns()

/** Each folder is held while it is emptied: what is swapped for a link meanwhile is removed as a link. */
async function remove({ folder, name, path, depth }: Doomed, signal: AbortSignal): Promise<void> {
  await turns.next(signal)
  signal.throwIfAborted()
  const node = await folder.open(name)
  try {
    if (mountId(node) !== mountId(folder)) throw mountedThere(path)
    if (!node.stats.isDirectory()) return await unlink(folder.path(name))
    if (depth > MOST_DEEP) throw tooDeep(path)
    const { names } = await namesIn(node, undefined, signal)
    for (const inside of names.keys()) {
      await remove(
        { folder: node, name: inside, path: joined(path, inside), depth: depth + 1 },
        signal,
      )
    }
    await rmdir(folder.path(name))
  } finally {
    await node.close()
  }
}

const taken = (path: string) =>
  new RuncibleError('already-exists', `there is something at ${toTold(path)} already`, {
    field: 'to',
    hint: 'Choose another name; nothing is written over.',
  })

const mountedThere = (path: string) =>
  new RuncibleError('failed-precondition', `something is mounted at ${toTold(path)}`, {
    hint: 'What is mounted stays, and so does the folder that it is in.',
  })

const tooDeep = (path: string) =>
  new RuncibleError('unsupported', `${toTold(path)} is too deep to be removed from here`, {
    hint: 'Remove it from within the container.',
  })
