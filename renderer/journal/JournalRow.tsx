import { t } from '@lingui/core/macro'
import { UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { CommandRun, JournalEntry } from '../../shared/model.ts'
import { FailureCard } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { CopyIcon } from '../parts/CopyIcon.tsx'
import { Name } from '../parts/Name.tsx'
import { formatArgs, shortCommand } from '../words/command-line.ts'
import { clock, duration } from '../words/time.ts'
import classes from './JournalRow.module.css'
import { Result } from './Result.tsx'

/** One deed: when, what, to whom, how; opens to the exact command lines and the failure. */
export function JournalRow({ host, entry }: { host: HostId; entry: JournalEntry }) {
  const [open, setOpen] = useState(false)
  const { commands, error, note } = entry
  const summary =
    commands.map(({ argv }) => shortCommand(argv)).join(' · ') || (note ? engineWords(note) : '')
  return (
    <>
      <UnstyledButton className={classes.row} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={classes.time}>{clock(entry.at)}</span>
        <span>{entry.action}</span>
        <span className={classes.container}>
          <Name>{entry.container?.id ?? ''}</Name>
        </span>
        <code className={classes.command}>{summary}</code>
        <span className={classes.time}>{entry.durationMs > 0 && duration(entry.durationMs)}</span>
        <Result error={error} />
      </UnstyledButton>
      {open && (
        <div className={classes.details}>
          {note && <p className={classes.note}>{engineWords(note)}</p>}
          {commands.map((command) => (
            <Exact key={command.at + command.argv.join(' ')} command={command} />
          ))}
          {error && (
            <FailureCard failure={{ what: t`${{ action: entry.action }} failed`, error, host }} />
          )}
        </div>
      )}
    </>
  )
}

/** A command to the letter, how it went, and what does the same without Runcible. */
function Exact({ command: { argv, plain, ...how } }: { command: CommandRun }) {
  return (
    <>
      <div className={classes.exact}>
        <code>{formatArgs(argv)}</code>
        <span className={classes.time}>
          {outcome(how)} · {duration(how.durationMs)}
        </span>
        <CopyIcon value={formatArgs(argv)} label={t`Copy command`} />
      </div>
      {plain && (
        <div className={classes.plain}>
          <span>{t`with runc alone`}</span>
          <code>{formatArgs(plain.argv)}</code>
        </div>
      )}
    </>
  )
}

function outcome({ itself, exitCode }: Pick<CommandRun, 'itself' | 'exitCode'>): string {
  if (itself) return t`by the engine itself`
  return exitCode === null ? t`ended by a signal` : t`exit code ${{ code: exitCode }}`
}
