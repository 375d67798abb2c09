import { chmodSync, chownSync, linkSync, lstatSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { mkdir, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { RuncibleError } from '../../../../shared/errors.ts'
import { copyRootfs } from '../../bundle/copy.ts'
import { removeFolder } from '../../bundle/remove.ts'
import { leadsOut } from '../../images/scan.ts'
import { compared } from '../../outgoing/compare.ts'
import { unpackFiles } from '../../runtime/files-tar.ts'
import { mountLayers } from '../../runtime/mounts.ts'
import { run } from '../../runtime/run.ts'
import { Turns } from '../../turns.ts'
import type { FilesScan } from './files-scan.ts'
import { MEMBERS } from './members.ts'
import { parseText } from './parse.ts'
import { refused, shown } from './sort.ts'

export interface Unpacking {
  /** null: there is none */
  tar: string | null
  scan: FilesScan
  /** a folder that is not there yet */
  to: string
  signal: AbortSignal
}

/**
 * Unpacks a tar of files that was read through by `scan` into a new folder, and looks through what came of it: no device and
 * no program with its owner's rights may be there that the scan did not tell of. Throws what tar said.
 */
export async function unpackInto({ tar, scan, to, signal }: Unpacking): Promise<void> {
  mkdirSync(to, { mode: 0o755 })
  if (!tar || scan.entries === 0) return
  await unpackFiles({ tar, to, signal }, { capable: scan.capable }).catch((error: unknown) => {
    if (!(error instanceof RuncibleError) || error.code !== 'runtime-failed') throw error
    const { said = '' } = error.details
    throw /no space left/i.test(said) ? error : refused(`its files cannot be unpacked: ${said}`)
  })
  const told = new Set(scan.wants().map(({ key }) => key))
  const empty = `${to}.empty`
  mkdirSync(empty)
  const turns = new Turns()
  try {
    for (const { path, stats } of compared({ copy: to, base: empty })) {
      await turns.next(signal)
      const isDevice = stats.isCharacterDevice() || stats.isBlockDevice()
      const isSetUid = stats.isFile() && (stats.mode & 0o6000) !== 0
      const lied =
        (isDevice && !told.has('files: devices')) || (isSetUid && !told.has('files: set-user-id'))
      if (lied) throw refused(`/${path} is not what its header says`)
    }
  } finally {
    rmSync(empty, { recursive: true })
  }
}

/** As in Podman's archives: paths from the root on. */
const Deleted = z.array(z.string().min(1).max(4096)).max(500_000).nullable()
/** Characters that stand for one byte each. */
const Bytes = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\u0100-\uffff]*$/)
const DeletedBytes = z.array(Bytes).max(500_000)

/**
 * Marks what of `base` was removed in the folder of changes `upper`, as overlayfs does, and gives the folder `base`'s own mode
 * and owner. What is there anew, or was never there, is not marked. Throws `invalid-input` for a path that leads out.
 */
export async function markDeleted(
  texts: ReadonlyMap<string, string>,
  { upper, base, signal }: { upper: string; base: string; signal: AbortSignal },
): Promise<void> {
  makeAlike(upper, base)
  const text = (name: string) => texts.get(name) ?? '[]'
  const named = parseText(MEMBERS.deleted, text(MEMBERS.deleted), Deleted) ?? []
  const paths = [
    ...named.map(bytesOf),
    ...parseText(MEMBERS.deletedBytes, text(MEMBERS.deletedBytes), DeletedBytes),
  ]
  if (paths.length === 0) return
  const mark = `${upper}.mark`
  await run(['mknod', mark, 'c', '0', '0'], { signal })
  const turns = new Turns()
  for (const path of paths) {
    await turns.next(signal)
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    if (leadsOut(path) || path.includes('\0') || parts.length === 0) {
      throw refused(`what was deleted leads out of its folder: ${shown(pathOf(path).toString())}`)
    }
    markOne(mark, parts, bytesOf(upper), bytesOf(base))
  }
  rmSync(mark)
}

/** A path with each of its bytes as one character, which none gets lost of. */
const bytesOf = (path: string): string => Buffer.from(path).toString('latin1')
const pathOf = (bytes: string): Buffer => Buffer.from(bytes, 'latin1')

/** All marks are one file with many names, as the kernel's own. */
function markOne(mark: string, parts: readonly string[], upper: string, base: string): void {
  let [to, from] = [upper, base]
  for (const part of parts.slice(0, -1)) {
    to = join(to, part)
    from = join(from, part)
    const [there, was] = [look(to), look(from)]
    if (!was?.isDirectory() || (there && !there.isDirectory())) return
    if (there) continue
    mkdirSync(pathOf(to))
    makeAlike(pathOf(to), pathOf(from))
  }
  const name = parts.at(-1) ?? ''
  if (look(join(from, name)) && !look(join(to, name))) {
    linkSync(mark, pathOf(join(to, name)))
  }
}

/** Links are not followed. */
const look = (bytes: string) => lstatSync(pathOf(bytes), { throwIfNoEntry: false })

function makeAlike(folder: string | Buffer, as: string | Buffer): void {
  const { mode, uid, gid } = statSync(as)
  chownSync(folder, uid, gid)
  chmodSync(folder, mode & 0o7777)
}

/** Makes a root filesystem of its own out of one that is there and of the changes in `upper`. */
export async function mergeOver(
  rootfs: string,
  { upper, to, signal }: { upper: string; to: string; signal: AbortSignal },
): Promise<void> {
  const staging = `${to}.merging`
  await mkdir(join(staging, 'at'), { recursive: true, mode: 0o700 })
  try {
    // Its path may hold what mount takes for something else.
    await symlink(rootfs, join(staging, 'base'))
    await symlink(upper, join(staging, 'upper'))
    await mountLayers(staging, ['upper', 'base'], 'at')
    await copyRootfs(join(staging, 'at'), to, signal)
  } finally {
    await removeFolder(staging)
  }
}

/** Throws `not-found` or `invalid-input` for what is no folder, with its field. */
export async function requireFolder(path: string): Promise<void> {
  const info = await stat(path).catch(() => null)
  if (info?.isDirectory() && path !== '/') return
  throw new RuncibleError(info ? 'invalid-input' : 'not-found', `${path} is no root filesystem`, {
    field: 'rootfs',
    hint: 'Name the folder that the container ran on, or a copy of it.',
  })
}
