import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { toWireError, type WireError } from '../../shared/errors.ts'
import type { FilePart } from '../../shared/model.ts'
import { FailureCard } from '../failures/FailureCard.tsx'
import type { ContainerRef } from '../model.ts'
import { CodeBlock } from '../parts/CodeBlock.tsx'
import { useClient } from '../store/connection.ts'
import { FILES, noTextInWords, partInWords } from '../words/files.ts'
import { visible } from '../words/visible.ts'
import classes from './Files.module.css'
import { nameIn } from './path.ts'

/** As much of a file the engine tells at once, bytes. */
const PART = 256 * 1024

interface Props {
  container: ContainerRef
  path: string
  isLink: boolean
  isFolder: boolean
  onGo(path: string): void
}

/** The text of a file, a part of it at a time; of what is none, what it is. */
export function FileContents({ container, path, isLink, isFolder, onGo }: Props) {
  const [from, setFrom] = useState(0)
  const { part, error } = usePart(container, path, from, !isFolder)
  const name = visible(nameIn(path))
  if (isFolder) return null
  if (error) {
    const what = t`Could not read ${name}`
    return <FailureCard failure={{ what, error, host: container.host }} />
  }
  if (!part) return <Loader size="sm" aria-label={FILES.loading} />
  const end = visible(part.path)
  return (
    <>
      {isLink && (
        <p className={classes.leads}>
          <Trans>
            It leads to <code>{end}</code>.
          </Trans>{' '}
          <Button size="compact-xs" variant="default" onClick={() => onGo(part.path)}>
            <Trans>Go there</Trans>
          </Button>
        </p>
      )}
      {part.kind === 'text' ? (
        <div className={classes.text}>
          <CodeBlock label={t`Text of ${name}`} text={part.text} />
        </div>
      ) : (
        <p className={classes.hint}>{noTextInWords(part)}</p>
      )}
      {part.kind === 'text' && part.size > PART && <Parts part={part} onFrom={setFrom} />}
    </>
  )
}

/** To the other parts of a long file. */
function Parts({ part, onFrom }: { part: FilePart; onFrom(from: number): void }) {
  const { from, to, size } = part
  const ways = [
    [FILES.beginning, 0, from > 0],
    [FILES.earlier, Math.max(0, from - PART), from > 0],
    [FILES.later, to, to < size],
    [FILES.end, Math.max(0, size - PART), to < size],
  ] as const
  return (
    <div className={classes.parts}>
      <span role="status">{partInWords(part)}</span>
      {ways.map(([word, at, possible]) => (
        <Button
          key={word}
          size="compact-xs"
          variant="default"
          disabled={!possible}
          onClick={() => onFrom(at)}
        >
          {word}
        </Button>
      ))}
    </div>
  )
}

function usePart(
  { host, namespace, id }: ContainerRef,
  path: string,
  from: number,
  wanted: boolean,
): { part: FilePart | null; error: WireError | null } {
  const client = useClient(host)
  const [part, setPart] = useState<FilePart | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  useEffect(() => {
    if (!wanted) return
    let awaited = true
    client?.call('files.read', { namespace, id, path, from }).then(
      (told) => awaited && setPart(told),
      (cause) => awaited && setError(toWireError(cause)),
    )
    return () => {
      awaited = false
    }
  }, [client, namespace, id, path, from, wanted])
  return { part, error }
}
