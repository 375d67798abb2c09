import { opendir } from 'node:fs/promises'
import { Turns } from '../turns.ts'
import type { Pinned } from './pinned.ts'

/** Of a folder's names so many are read. */
const MOST_NAMES = 100_000
/** At once, from the kernel. */
const BATCH = 1000

/** Names, latin1, and whether each is a folder's. */
export type Names = ReadonlyMap<string, boolean>

/** What a folder holds, in the order in which the kernel has it; `truncated`: there is more. */
export async function namesIn(
  folder: Pinned,
  most = MOST_NAMES,
  signal?: AbortSignal,
): Promise<{ names: Names; truncated: boolean }> {
  const names = new Map<string, boolean>()
  const turns = new Turns()
  // Through the descriptor: nothing else can come in its place.
  const dir = await opendir(folder.path(), { encoding: 'latin1' as never, bufferSize: BATCH })
  for await (const entry of dir) {
    if (names.size >= most) return { names, truncated: true }
    names.set(entry.name, entry.isDirectory())
    await turns.next(signal)
  }
  return { names, truncated: false }
}

/** Folders first, each half by the order of its bytes. */
export const inOrder = (names: Names): string[] =>
  [...names]
    .sort(([a, aIsFolder], [b, bIsFolder]) =>
      aIsFolder === bIsFolder ? (a < b ? -1 : 1) : aIsFolder ? -1 : 1,
    )
    .map(([name]) => name)

/** Asks of each name at once what has to be asked, a few at a time. */
export async function ofEach<T>(
  names: readonly string[],
  ask: (name: string) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = []
  for (let at = 0; at < names.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(names.slice(at, at + AT_ONCE).map(ask))))
  }
  return answers
}
const AT_ONCE = 16
