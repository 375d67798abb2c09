import { useCallback, useMemo, useState } from 'react'
import type { CallOutput } from '../../shared/contract.ts'
import { toWireError, type WireError } from '../../shared/errors.ts'
import type { ConsoleTarget } from '../model.ts'
import { usePolled } from '../parts/use-polled.ts'
import { useClient } from '../store/connection.ts'
import { tabKey } from '../store/tab-key.ts'

const POLL_MS = 1000
const PAGE = 500

type Page = CallOutput<'consoles.lines'>

/** A line of a log, with a key that no other line has. */
export type LogLine = Page['lines'][number] & { key: string }

/**
 * The last lines of a console's log, read again once a second. Who asks for earlier ones reads in peace: what is new comes once
 * they `follow` again.
 */
export function useLines(target: Exclude<ConsoleTarget, { kind: 'shell' }>) {
  const client = useClient(target.host)
  const [latest, setLatest] = useState<Page | null>(null)
  const [earlier, setEarlier] = useState<readonly Page[]>([])
  const [error, setError] = useState<WireError | null>(null)
  const key = tabKey(target)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for `target`
  const read = useCallback(
    async (before?: number) => {
      const { host: _, ...ofItsEngine } = target
      return client?.call('consoles.lines', { target: ofItsEngine, limit: PAGE, before })
    },
    [client, key],
  )

  const following = earlier.length === 0
  const poll = useMemo(() => (following ? () => read() : null), [read, following])
  usePolled(poll, POLL_MS, {
    told: (page) => page && setLatest(page),
    failed: (cause) => setError(toWireError(cause)),
  })

  const first = earlier[0] ?? latest
  const loadEarlier = () =>
    void read(first?.from).then(
      (page) => page && setEarlier((pages) => [page, ...pages]),
      (cause) => setError(toWireError(cause)),
    )
  const pages = latest ? [...earlier, latest] : earlier
  return {
    lines: pages.flatMap(({ lines, from }) =>
      lines.map((line, n): LogLine => ({ ...line, key: `${from} ${n}` })),
    ),
    hasEarlier: (first?.from ?? 0) > 0,
    loadEarlier,
    following,
    follow: () => setEarlier([]),
    error,
  }
}
