import { useState } from 'react'
import { toWireError } from '../../shared/errors.ts'
import type { FileEntry, Folder } from '../../shared/model.ts'
import { engineWords } from '../language/engine-words.ts'
import type { ContainerRef } from '../model.ts'
import { useClient } from '../store/connection.ts'
import { folderOf, joinPath } from './path.ts'
import { canOpen, type EntryRow, type TreeRow, treeRows } from './tree-rows.ts'
import { useFolders } from './use-folders.ts'

/** Where somebody is in a container's files. */
export interface Browsing {
  /** the folder at the top of the tree */
  top: string
  /** of that folder; null: not here yet */
  about: Folder | null
  rows: readonly TreeRow[]
  /** the row that is chosen; null: none, or it has gone */
  chosen: EntryRow | null
  /** the folder that is written to: the one that is chosen, or in which that lies */
  target: string
  /** why nothing can be written to it; null: it can, or nobody knows yet */
  whyNotWritable: string | null
  /** the same of another folder that is shown */
  whyNot(folder: string): string | null
  /** Is there anything to compare a folder that is shown with? */
  hasBase(folder: string): boolean
  changed: boolean
  /** why the path that was typed leads nowhere */
  wrong: string | null
  /** Grows with each reading anew. */
  round: number
  choose(key: string | null): void
  /** Opens a folder, or closes it. */
  open(path: string, open: boolean): void
  setChanged(changed: boolean): void
  /** Goes to a folder, or to a file in its folder, also over links. False where nothing is there. */
  go(path: string): Promise<boolean>
  more(folder: string): void
  again(): void
}

/** `state` of the container: with another its files are read anew. */
export function useBrowsing(container: ContainerRef, state: string): Browsing {
  const { host, namespace, id } = container
  const client = useClient(host)
  const [top, setTop] = useState('/')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [key, choose] = useState<string | null>(null)
  const [changed, setChanged] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  const folders = useFolders(container, { wanted: [top, ...open], changed, round: state })
  const rows = treeRows(top, folders.known, (path) => open.has(path))
  const chosen = rows.find((row): row is EntryRow => row.kind === 'entry' && row.key === key)
  const target = chosen ? targetOf(chosen.folder, chosen.entry) : top
  const known = folders.known(target) ?? folders.known(chosen?.folder ?? top)
  const go = async (path: string): Promise<boolean> => {
    try {
      const found = await client?.call('files.read', { namespace, id, path })
      if (!found) return false
      const isFolder = found.type === 'folder'
      setTop(isFolder ? found.path : folderOf(found.path))
      setOpen(new Set())
      choose(isFolder ? null : found.path)
      setWrong(null)
      return true
    } catch (error) {
      setWrong(engineWords(toWireError(error).message))
      return false
    }
  }
  return {
    top,
    about: folders.known(top)?.about ?? null,
    rows,
    chosen: chosen ?? null,
    target,
    whyNotWritable: whyNotWritable(known),
    whyNot: (folder) => whyNotWritable(folders.known(folder)),
    hasBase: (folder) => folders.known(folder)?.about?.base != null,
    changed,
    wrong,
    round,
    choose,
    open: (path, opens) =>
      setOpen((all) => {
        const next = new Set(all)
        if (opens) next.add(path)
        else for (const one of all) if (one === path || one.startsWith(`${path}/`)) next.delete(one)
        return next
      }),
    setChanged,
    go,
    more: folders.more,
    again: () => {
      folders.again()
      setRound((round) => round + 1)
    },
  }
}

const targetOf = (folder: string, entry: FileEntry) =>
  canOpen(entry) ? joinPath(folder, entry.name) : folder

function whyNotWritable(folder: { about?: Folder | null } | undefined): string | null {
  const why = folder?.about?.whyNotWritable ?? null
  return why && engineWords(why)
}
