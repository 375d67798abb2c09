import { useEffect, useRef, useState } from 'react'
import type { Change, ChangeKind, Changes } from '../../shared/model.ts'
import { readChanges } from '../actions/outgoing.ts'
import { type ContainerRef, keyOf } from '../model.ts'

export const PAGE = 200

export interface ShownChanges {
  /** the first page, with the figures; null: not known yet */
  first: Changes | null
  /** the one in that place; undefined: not here yet */
  at(index: number): Change | undefined
  /** Sees to it that those from `from` to `to` come. */
  need(from: number, to: number): void
}

interface Pages {
  first: Changes
  byNumber: ReadonlyMap<number, readonly Change[]>
}

/** A container's changes as one look at them found them, by page as they come to sight; `round` looks anew. */
export function useChanges(
  container: ContainerRef,
  filter: string,
  kind: ChangeKind | 'all',
  round: number,
): ShownChanges {
  const key = keyOf(container)
  const [pages, setPages] = useState<Pages | null>(null)
  const look = useRef<{ round: number; look: string } | null>(null)
  const asked = useRef(new Set<number>())
  const query = { filter, kinds: kind === 'all' ? [] : [kind], limit: PAGE }

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list with each of these
  useEffect(() => {
    let wanted = true
    asked.current = new Set([0])
    const kept = look.current?.round === round ? { look: look.current.look } : {}
    void readChanges(container, { ...query, ...kept }).then((first) => {
      if (!wanted || !first) return
      look.current = { round, look: first.look }
      setPages({ first, byNumber: new Map([[0, first.entries]]) })
    })
    return () => {
      wanted = false
    }
  }, [key, filter, kind, round])

  const load = (first: Changes, page: number) => {
    asked.current.add(page)
    const offset = page * PAGE
    void readChanges(container, { ...query, look: first.look, offset }).then((found) =>
      setPages((now) => {
        // Of another look or another filter: these are not its places.
        if (!found || now?.first !== first || found.look !== first.look) return now
        return { first, byNumber: new Map(now.byNumber).set(page, found.entries) }
      }),
    )
  }
  return {
    first: pages?.first ?? null,
    at: (index) => pages?.byNumber.get(Math.floor(index / PAGE))?.[index % PAGE],
    need: (from, to) => {
      if (!pages) return
      for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page++) {
        if (!asked.current.has(page)) load(pages.first, page)
      }
    },
  }
}
