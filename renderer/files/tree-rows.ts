import type { WireError } from '../../shared/errors.ts'
import type { FileEntry, Folder } from '../../shared/model.ts'
import { joinPath } from './path.ts'

/** What is known of a folder so far. */
export interface KnownFolder {
  /** of its pages the first; null: it is not here yet */
  about: Folder | null
  entries: readonly FileEntry[]
  error: WireError | null
}

export interface EntryRow {
  kind: 'entry'
  /** path of it */
  key: string
  folder: string
  depth: number
  entry: FileEntry
  open: boolean
  /** its place in its folder, from 1 on, and how many are there */
  position: number
  total: number
}

type Note = 'loading' | 'empty' | 'truncated'

export type TreeRow =
  | EntryRow
  /** what is said in the place of entries */
  | { kind: 'note'; key: string; folder: string; depth: number; note: Note }
  | { kind: 'error'; key: string; depth: number; error: WireError }
  /** more of a folder, which is asked for once it is in sight */
  | { kind: 'more'; key: string; depth: number; folder: string; left: number }

/** The lines of a tree, each folder that is open followed by what is in it. */
export function treeRows(
  top: string,
  known: (path: string) => KnownFolder | undefined,
  isOpen: (path: string) => boolean,
): TreeRow[] {
  const rows: TreeRow[] = []
  const add = (folder: string, depth: number) => {
    const { about, entries, error } = known(folder) ?? { about: null, entries: [], error: null }
    if (error) rows.push({ kind: 'error', key: `${folder}\0error`, depth, error })
    else if (!about) rows.push({ kind: 'note', key: `${folder}\0`, folder, depth, note: 'loading' })
    else if (about.total === 0)
      rows.push({ kind: 'note', key: `${folder}\0`, folder, depth, note: 'empty' })
    entries.forEach((entry, n) => {
      const key = joinPath(folder, entry.name)
      const open = canOpen(entry) && isOpen(key)
      rows.push({
        kind: 'entry',
        key,
        folder,
        depth,
        entry,
        open,
        position: n + 1,
        total: about?.total ?? entries.length,
      })
      if (open) add(key, depth + 1)
    })
    const left = (about?.total ?? 0) - entries.length
    if (left > 0) rows.push({ kind: 'more', key: `${folder}\0more`, depth, folder, left })
    else if (about?.truncated) {
      rows.push({ kind: 'note', key: `${folder}\0more`, folder, depth, note: 'truncated' })
    }
  }
  add(top, 0)
  return rows
}

/** A folder that is there; of one that was removed nothing but itself is told. */
export const canOpen = ({ type, mark }: FileEntry): boolean =>
  type === 'folder' && mark !== 'removed'
