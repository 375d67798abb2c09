import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import type { Exit } from '../../shared/model.ts'
import { LastLines } from '../checkpoints/LastLines.tsx'
import { lastDeeds } from '../journal/last-deeds.ts'
import { useEntries } from '../journal/use-entries.ts'
import type { Container } from '../model.ts'
import { Facts } from '../parts/Facts.tsx'
import { useClient } from '../store/connection.ts'
import { meaningInWords, memoryInWords, senderInWords } from '../words/end.ts'
import { clock } from '../words/time.ts'
import classes from './End.module.css'

/** How a container ended, and why, as far as anybody can tell: for one that has. */
export function End({ container }: { container: Container }) {
  const { exit, status } = container
  return status === 'stopped' && exit ? <Ended container={container} exit={exit} /> : null
}

function Ended({ container, exit }: { container: Container; exit: Exit }) {
  const lastLines = useLastLines(container, exit)
  const deeds = lastDeeds(useEntries(container), exit)
  return (
    <section className={classes.end} aria-label={t`How it ended`}>
      <Facts facts={factsOf(exit)} />
      {lastLines.length > 0 && (
        <>
          <h3 className={classes.heading}>{t`Its last lines`}</h3>
          <LastLines lines={lastLines} />
        </>
      )}
      {deeds.length > 0 && (
        <>
          <h3 className={classes.heading}>{t`Its last minute`}</h3>
          <ol className={classes.deeds} aria-label={t`What was done in its last minute`}>
            {deeds.map(({ seq, at, what, note }) => (
              <li key={seq}>
                <span className={classes.time}>{clock(at)}</span> {what}
                {note && <span className={classes.time}> · {note}</span>}
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

function factsOf(exit: Exit): [string, string][] {
  const facts: [string, string | null][] = [
    [t`meaning`, meaningInWords(exit)],
    [t`signal`, senderInWords(exit)],
    [t`memory`, exit.memory ? memoryInWords(exit.memory) : null],
  ]
  return facts.flatMap(([name, words]) => (words === null ? [] : [[name, words]]))
}

/** What it said last; none until that is known. */
function useLastLines({ host, namespace, id }: Container, { at }: Exit): readonly string[] {
  const client = useClient(host)
  const [lines, setLines] = useState<readonly string[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each end has lines of its own
  useEffect(() => {
    setLines([])
    let wanted = true
    client?.call('containers.ending', { namespace, id }).then(
      ({ lastLines }) => wanted && setLines(lastLines),
      // It may just have been started again, or deleted; the rest of its end is told without.
      () => {},
    )
    return () => {
      wanted = false
    }
  }, [client, namespace, id, at])
  return lines
}
