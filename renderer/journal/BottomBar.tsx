import { UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { JournalEntry } from '../../shared/model.ts'
import { useWorkedOn } from '../store/hosts.ts'
import { useJournalOf } from '../store/journal.ts'
import { useLayout } from '../store/layout.ts'
import { useMachine } from '../store/machines.ts'
import { formatArgs, shortCommand } from '../words/command-line.ts'
import { duration } from '../words/time.ts'
import classes from './BottomBar.module.css'
import { Result } from './Result.tsx'

/** What just ran and how it went; opens into the journal. */
export function BottomBar() {
  const host = useWorkedOn()
  const last = useJournalOf(host).entries.findLast((entry) => entry.commands.length > 0)
  const known = useMachine(host).host !== null
  const open = useLayout((state) => state.journal)
  const toggle = useLayout((state) => state.toggleJournal)
  return (
    <footer className={classes.bar}>
      <div className={classes.last} role="status" aria-label="Last command">
        {last ? (
          <LastCommand entry={last} />
        ) : (
          known && <span className={classes.none}>Nothing ran yet</span>
        )}
      </div>
      <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={toggle}>
        Journal
        {open ? <IconChevronDown size={14} /> : <IconChevronUp size={14} />}
      </UnstyledButton>
    </footer>
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
