import { t } from '@lingui/core/macro'
import { UnstyledButton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { OBSERVING } from '../observer/role.ts'
import { heldWords, sharingWords } from '../words/sharing.ts'
import classes from './SharingNote.module.css'
import type { HeldBack } from './session.ts'
import type { Sharing } from './use-session.ts'

const SECOND_MS = 1000

/**
 * Who else looks at a console, whose size it has, and whether its process is made to wait. It lies over the screen: one that
 * took room of its own would resize the terminal, and the process would notice that somebody looks.
 */
export function SharingNote({ sharing, terminal }: { sharing: Sharing; terminal: boolean }) {
  const { viewers, held, size, watching, takeOver, watchOnly } = sharing
  const said = sharingWords(viewers, terminal ? size : null)
  const shared = viewers.length > 1
  const sets = viewers.some((one) => one.you && one.sets)
  if (!said && !watching && !held) return null
  return (
    <div className={classes.anchor}>
      <div className={classes.note}>
        {held && <Held key={held.toldAt} held={held} />}
        {said && <span role="status">{said}</span>}
        {watching && <span>{t`only watching`}</span>}
        {!OBSERVING && !sets && (terminal || watching) && (
          <Offer label={t`Take over`} onClick={takeOver} />
        )}
        {shared && sets && <Offer label={t`Only watch`} onClick={watchOnly} />}
      </div>
    </div>
  )
}

function Held({ held }: { held: HeldBack }) {
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    const clock = setInterval(() => setNow(performance.now()), SECOND_MS)
    return () => clearInterval(clock)
  }, [])
  const forMs = held.forMs + Math.max(0, now - held.toldAt)
  return <span className={classes.held}>{heldWords({ ...held, forMs })}</span>
}

function Offer({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <UnstyledButton className={classes.offer} onClick={onClick}>
      {label}
    </UnstyledButton>
  )
}
