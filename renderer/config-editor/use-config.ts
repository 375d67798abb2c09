import { useEffect, useState } from 'react'
import { toWireError } from '../../shared/errors.ts'
import type { ConfigProblem } from '../../shared/model.ts'
import { readConfig } from '../actions/config.ts'
import { type Container, keyOf, refOf } from '../model.ts'
import { useClient } from '../store/connection.ts'
import { type Draft, useDraft, useDrafts } from '../store/drafts.ts'

const SETTLE_MS = 200

/** What is edited of a container's config.json. */
interface Edited {
  /** null until it is read */
  draft: Draft | null
  /** what was found last; null where nothing was looked at yet */
  problems: readonly ConfigProblem[] | null
  /** they are those of the text as it is now */
  isChecked: boolean
  /** counts the texts that came from elsewhere than the editor */
  round: number
  /** it was begun in an earlier dialog */
  resumed: boolean
  edit(text: string): void
  /** Reads what the container has now; `keep` the edited text, or begin with that. */
  begin(keep: boolean): Promise<void>
}

/** A container's config.json under the hands of an editor, whose text outlives its dialog, and what is wrong with it. */
export function useConfig(container: Container): Edited {
  const key = keyOf(container)
  const kept = useDraft(key)
  const [resumed, setResumed] = useState(kept !== undefined && kept.text !== kept.basedOn)
  const [round, setRound] = useState(0)
  const found = useProblems(container, kept?.text)
  const begin = async (keep: boolean) => {
    const read = await readConfig(container)
    if (!read) return
    const { config } = read
    const text = (keep && useDrafts.getState().byKey.get(key)?.text) || config
    useDrafts.getState().keep(key, { basedOn: config, text })
    setRound((before) => before + 1)
    if (!keep) setResumed(false)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    if (!resumed) void begin(false)
  }, [])
  const edit = (text: string) => {
    const now = useDrafts.getState().byKey.get(key)
    if (now) useDrafts.getState().keep(key, { ...now, text })
  }
  const isChecked = found !== null && found.text === kept?.text
  const problems = found?.problems ?? null
  return { draft: kept ?? null, problems, isChecked, round, resumed, edit, begin }
}

interface Found {
  text: string
  problems: readonly ConfigProblem[]
}

/** A text that is not even looked at: it is too long. */
const refusal = (message: string): ConfigProblem => ({
  level: 'error',
  path: '',
  message,
  line: 1,
  from: 0,
  to: 0,
})

/** What the engine finds in a text, once nobody has typed for a moment; until then what it found in the one before. */
function useProblems(container: Container, text: string | undefined): Found | null {
  const client = useClient(container.host)
  const [found, setFound] = useState<Found | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the container by its name
  useEffect(() => {
    if (!client || text === undefined) return
    const abort = new AbortController()
    const ask = setTimeout(() => {
      client
        .call('config.check', { ...refOf(container), config: text }, { signal: abort.signal })
        .then(({ problems }) => setFound({ text, problems }))
        .catch((error: unknown) => {
          const { code, message } = toWireError(error)
          if (code === 'invalid-input') setFound({ text, problems: [refusal(message)] })
        })
    }, SETTLE_MS)
    return () => {
      clearTimeout(ask)
      abort.abort()
    }
  }, [client, text, keyOf(container)])
  return found
}
