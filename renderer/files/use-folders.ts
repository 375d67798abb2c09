import { useCallback, useEffect, useRef, useState } from 'react'
import { toWireError } from '../../shared/errors.ts'
import type { FileEntry } from '../../shared/model.ts'
import type { ContainerRef } from '../model.ts'
import { useClient } from '../store/connection.ts'
import type { KnownFolder } from './tree-rows.ts'

const PAGE = 500

/** Folders of a container, read as they are wanted. */
export interface Folders {
  known(path: string): KnownFolder | undefined
  /** Sees to it that the next page of a folder comes. */
  more(path: string): void
  /** Reads all that are wanted anew; what is known stays until then. */
  again(): void
}

/** Those that are `wanted` are read, and read anew with each of `round` and `changed`. */
export function useFolders(
  { host, namespace, id }: ContainerRef,
  { wanted, changed, round }: { wanted: readonly string[]; changed: boolean; round: string },
): Folders {
  const client = useClient(host)
  const [turn, setTurn] = useState(0)
  const reading = `${round} ${changed} ${turn}`
  const [folders, setFolders] = useState<ReadonlyMap<string, KnownFolder>>(new Map())
  const now = useRef(reading)
  const asked = useRef(new Set<string>())
  now.current = reading

  const read = useCallback(
    async (path: string, offset: number) => {
      const key = `${reading} ${offset} ${path}`
      if (!client || asked.current.has(key)) return
      asked.current.add(key)
      const input = { namespace, id, path, changed, offset, limit: PAGE }
      try {
        const about = await client.call('files.list', input)
        if (now.current !== reading) return
        setFolders((all) => {
          const before = offset > 0 ? (all.get(path)?.entries ?? []) : []
          const entries = withoutDoubles([...before, ...about.entries])
          return new Map(all).set(path, { about, entries, error: null })
        })
      } catch (error) {
        if (now.current !== reading) return
        const known = { about: null, entries: [], error: toWireError(error) }
        setFolders((all) => new Map(all).set(path, known))
      }
    },
    [client, namespace, id, changed, reading],
  )

  const list = wanted.join('\0')
  useEffect(() => {
    for (const path of list.split('\0')) void read(path, 0)
  }, [list, read])

  return {
    known: (path) => folders.get(path),
    more: (path) => void read(path, folders.get(path)?.entries.length ?? 0),
    again: () => {
      asked.current.clear()
      setTurn((turn) => turn + 1)
    },
  }
}

/** A folder may have changed between two of its pages. */
const withoutDoubles = (entries: readonly FileEntry[]): FileEntry[] => [
  ...new Map(entries.map((entry) => [entry.name, entry])).values(),
]
