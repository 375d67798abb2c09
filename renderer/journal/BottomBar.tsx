import { t } from '@lingui/core/macro'
import { UnstyledButton } from '@mantine/core'
import { IconArrowBackUp, IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { JournalEntry } from '../../shared/model.ts'
import { useKeysInWords } from '../keys/bindings.ts'
import { useRefused } from '../keys/refused.ts'
import { useWorkedOn } from '../store/hosts.ts'
import { useJournalOf } from '../store/journal.ts'
import { useLayout } from '../store/layout.ts'
import { useMachine } from '../store/machines.ts'
import { undoLast, useLastStep } from '../store/undo.ts'
import { formatArgs, shortCommand } from '../words/command-line.ts'
import { duration } from '../words/time.ts'
import classes from './BottomBar.module.css'
import { Result } from './Result.tsx'

/** What just ran and how it went; opens into the journal. */
export function BottomBar() {
  const host = useWorkedOn()
  const last = useJournalOf(host).entries.findLast((entry) => entry.commands.length > 0)
  const known = useMachine(host).host !== null
  const refused = useRefused((state) => state.said)
  const open = useLayout((state) => state.journal)
  const toggle = useLayout((state) => state.toggleJournal)
  return (
    <footer className={classes.bar}>
      <div className={classes.last} role="status" aria-label={t`Last command`}>
        {refused ? (
          <span>{t`${{ what: refused.words }}: not now · ${{ why: refused.why }}`}</span>
        ) : last ? (
          <LastCommand entry={last} />
        ) : (
          known && <span className={classes.none}>{t`Nothing ran yet`}</span>
        )}
      </div>
      <UndoButton />
      <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={toggle}>
        {t`Journal`}
        {open ? <IconChevronDown size={14} /> : <IconChevronUp size={14} />}
      </UnstyledButton>
    </footer>
  )
}

/** Takes the last thing back that this window did, where that can be. */
function UndoButton() {
  const step = useLastStep()
  const keys = useKeysInWords('window.undo')
  if (!step) return null
  return (
    <UnstyledButton className={classes.toggle} title={keys} onClick={undoLast}>
      <IconArrowBackUp size={14} aria-hidden="true" />
      {t`Undo: ${{ what: step.words }}`}
    </UnstyledButton>
  )
}

function LastCommand({ entry }: { entry: JournalEntry }) {
  // What failed may have been tidied up after by commands that did not.
  const failed = entry.error && entry.commands.findLast(({ exitCode }) => exitCode !== 0)
  const command = failed ?? entry.commands.at(-1)
  if (!command) return null
  return (
    <>
      <code className={classes.command} title={formatArgs(command.argv)}>
        $ {shortCommand(command.argv)}
      </code>
      <span className={classes.result}>
        <Result error={entry.error} /> {duration(entry.durationMs)}
      </span>
    </>
  )
}
