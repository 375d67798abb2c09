import { access, constants, open, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { z } from 'zod'
import type { PathProbe } from '../../../shared/contract.ts'
import { RuncibleError } from '../../../shared/errors.ts'
import { isThere } from '../disk.ts'
import { readSpec, type Spec } from './spec.ts'

/** A folder with one of these looks like a root filesystem. */
const ROOTFS_SIGNS = ['bin', 'usr/bin', 'sbin', 'etc/passwd', 'lib']

/** What gzip's files begin with. */
const GZIP = 0x1f8b

/** What lies at a path of the host, in a sentence. Never throws: the create dialog asks while somebody types. */
export async function probePath(path: string): Promise<z.infer<typeof PathProbe>> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => error)
  if (info instanceof Error) {
    const gone = info.code === 'ENOENT' || info.code === 'ENOTDIR'
    return { kind: 'missing', detail: gone ? 'Nothing is there.' : sentence(info.message) }
  }
  if (!info.isDirectory()) {
    if (await isArchive(path)) {
      return { kind: 'image', detail: 'An archive; an image in it can be brought in under Images.' }
    }
    return { kind: 'file', detail: 'A file. A bundle or a root filesystem is a folder.' }
  }
  if (await isThere(join(path, 'config.json'))) return probeBundle(path)
  if ((await isThere(join(path, 'oci-layout'))) && (await isThere(join(path, 'index.json')))) {
    return { kind: 'image', detail: 'An OCI layout; its image can be brought in under Images.' }
  }
  for (const sign of ROOTFS_SIGNS) {
    if (await isThere(join(path, sign))) {
      return { kind: 'rootfs', detail: `A root filesystem: it has ${sign}.` }
    }
  }
  return {
    kind: 'folder',
    detail: 'A folder without config.json, and nothing in it looks like a root filesystem.',
  }
}

/** By how it begins: a tar, or something that gzip packed. Anything but a file is not opened: a fifo would hold us up. */
async function isArchive(path: string): Promise<boolean> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null)
  if (!file) return false
  try {
    if (!(await file.stat()).isFile()) return false
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    const isTar = bytesRead === 512 && buffer.toString('latin1', 257, 262) === 'ustar'
    return isTar || (bytesRead > 2 && buffer.readUInt16BE() === GZIP)
  } finally {
    await file.close()
  }
}

async function probeBundle(path: string): Promise<z.infer<typeof PathProbe>> {
  try {
    const spec = await readSpec(join(path, 'config.json'))
    const rootfs = await bundleRootfs(path, spec)
    const { args, terminal = false } = spec.process
    return { kind: 'bundle', detail: describeBundle(spec, rootfs), args, terminal }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'folder', detail: `It has a config.json, but ${stopped(message)}` }
  }
}

/** Hooks run on the host with our rights, so a bundle that brings some is named as one. */
function describeBundle(spec: Spec, rootfs: string): string {
  const hooks = Object.values(spec.hooks ?? {}).flat().length
  if (hooks === 0) return `An OCI bundle; its root filesystem is ${rootfs}.`
  return hooks === 1
    ? `An OCI bundle; its root filesystem is ${rootfs}. It runs 1 hook on this machine.`
    : `An OCI bundle; its root filesystem is ${rootfs}. It runs ${hooks} hooks on this machine.`
}

/**
 * The root filesystem that a bundle's config.json names, links resolved. Throws `not-found`, `permission-denied` or
 * `invalid-input` as usableFolder does.
 */
export const bundleRootfs = (bundle: string, spec: Spec): Promise<string> =>
  usableRootfs(isAbsolute(spec.root.path) ? spec.root.path : join(bundle, spec.root.path))

/** A folder that can be a container's root, links resolved (runc refuses links). The machine's own root is refused. */
export async function usableRootfs(path: string): Promise<string> {
  const real = await usableFolder(path, 'a root filesystem')
  if (real !== '/') return real
  throw new RuncibleError('invalid-input', 'the machine’s own root cannot be a container’s', {
    hint: 'A container could write to all of it. Copy what it needs into a folder of its own.',
    field: 'source.path',
  })
}

/**
 * The real path of a folder that can be entered and read. Throws `not-found` where nothing is there, `invalid-input` for a
 * file, `permission-denied` where it may not be read; each names the field source.path.
 */
export async function usableFolder(path: string, what: string): Promise<string> {
  const refuse = (
    code: 'not-found' | 'invalid-input' | 'permission-denied',
    why: string,
    hint: string,
  ) => new RuncibleError(code, `${path} cannot be ${what}: ${why}`, { hint, field: 'source.path' })
  try {
    const real = await realpath(path)
    if (!(await stat(real)).isDirectory()) {
      throw refuse('invalid-input', 'it is not a folder', 'Choose the folder that holds it.')
    }
    await access(real, constants.R_OK | constants.X_OK)
    return real
  } catch (error) {
    if (error instanceof RuncibleError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw refuse('not-found', 'nothing is there', 'Check the path; it is one of this machine.')
    }
    if (code === 'EACCES') {
      throw refuse('permission-denied', 'it may not be read', 'Give yourself the right to read it.')
    }
    throw refuse('invalid-input', message, 'Choose another folder.')
  }
}

const sentence = (text: string) => stopped(`${text.charAt(0).toUpperCase()}${text.slice(1)}`)

const stopped = (text: string) => (text.endsWith('.') ? text : `${text}.`)
