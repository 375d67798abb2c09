import { RuncibleError } from '../../../../shared/errors.ts'
import type { FileText } from '../../../../shared/model.ts'
import { OpenFolder } from '../../outgoing/open-folder.ts'

/** As much of a file is read, bytes. */
const MOST_BYTES = 256 * 1024
/** Looked for in the beginning of a file: text has none, as for git. */
const LOOKED_AT_BYTES = 8000

/** The text of a file in a tree that nothing leads out of: no link is followed. null where nothing lies there. */
export function fileText(tree: string, path: string): FileText | null {
  const parts = path.split('/').filter(Boolean)
  const name = parts.pop()
  if (name === undefined || [...parts, name].some((part) => part === '..' || part === '.')) {
    throw new RuncibleError('invalid-input', `${path} is no path of a file`, { field: 'path' })
  }
  let folder: OpenFolder | null = OpenFolder.at(tree)
  try {
    for (const part of parts) {
      const next: OpenFolder | null = folder?.open(raw(part)) ?? null
      folder?.close()
      folder = next
    }
    return folder && textIn(folder, raw(name))
  } finally {
    folder?.close()
  }
}

/** As OpenFolder has names: latin1, each byte a character. */
const raw = (name: string) => Buffer.from(name).toString('latin1')

function textIn(folder: OpenFolder, name: string): FileText | null {
  const stats = folder.look(name)
  if (!stats) return null
  const other: FileText = { kind: 'other', text: '', bytes: 0, truncated: false }
  if (stats.isSymbolicLink()) {
    return { ...other, kind: 'link', text: folder.linkTarget(name) ?? '' }
  }
  if (!stats.isFile()) return other
  const bytes = folder.read(name, MOST_BYTES)
  if (!bytes) return null
  const about = { bytes: stats.size, truncated: stats.size > bytes.length }
  if (bytes.subarray(0, LOOKED_AT_BYTES).includes(0)) return { ...about, kind: 'binary', text: '' }
  return { ...about, kind: 'text', text: bytes.toString('utf8') }
}
