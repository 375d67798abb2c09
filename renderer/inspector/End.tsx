import { useEffect, useState } from 'react'
import type { CallOutput } from '../../shared/contract.ts'
import type { Exit } from '../../shared/model.ts'
import { LastLines } from '../checkpoints/LastLines.tsx'
import type { Container } from '../model.ts'
import { Facts } from '../parts/Facts.tsx'
import { useClient } from '../store/connection.ts'
import { deedInWords } from '../words/deeds.ts'
import { meaningInWords, memoryInWords, senderInWords } from '../words/end.ts'
import { clock } from '../words/time.ts'
import classes from './End.module.css'

type Ending = CallOutput<'containers.ending'>

/** How a container ended, and why, as far as anybody can tell: for one that has. */
export function End({ container }: { container: Container }) {
  const ending = useEnding(container)
  const { exit, status } = container
  if (status !== 'stopped' || !exit) return null
  const deeds = (ending?.deeds ?? []).flatMap((entry) => {
    const what = deedInWords(entry)
    return what === null ? [] : [{ seq: entry.seq, at: entry.at, what, note: entry.note }]
  })
  return (
    <section className={classes.end} aria-label="How it ended">
      <Facts facts={factsOf(exit)} />
      {ending && ending.lastLines.length > 0 && (
        <>
          <h3 className={classes.heading}>Its last lines</h3>
          <LastLines lines={ending.lastLines} />
        </>
      )}
      {deeds.length > 0 && (
        <>
          <h3 className={classes.heading}>Its last minute</h3>
          <ol className={classes.deeds} aria-label="What was done in its last minute">
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
    ['meaning', meaningInWords(exit)],
    ['signal', senderInWords(exit)],
    ['memory', exit.memory ? memoryInWords(exit.memory) : null],
  ]
  return facts.flatMap(([name, words]) => (words === null ? [] : [[name, words]]))
}

/** What it said last and what was done to it then; null until it is known. */
function useEnding({ host, namespace, id, exit, status }: Container): Ending | null {
  const client = useClient(host)
  const [ending, setEnding] = useState<Ending | null>(null)
  const endedAt = status === 'stopped' ? exit?.at : undefined
  useEffect(() => {
    setEnding(null)
    if (endedAt === undefined) return
    let wanted = true
    client?.call('containers.ending', { namespace, id }).then(
      (told) => wanted && setEnding(told),
      // It may just have been started again, or deleted; the rest of its end is told without.
      () => {},
    )
    return () => {
      wanted = false
    }
  }, [client, namespace, id, endedAt])
  return ending
}
