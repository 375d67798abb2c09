import { t } from '@lingui/core/macro'
import { Textarea, TextInput } from '@mantine/core'
import { IconPin, IconPinFilled } from '@tabler/icons-react'
import { useState } from 'react'
import { editCheckpoint } from '../actions/checkpoints.ts'
import type { Checkpoint } from '../model.ts'
import { OBSERVING, unlessWatching } from '../observer/role.ts'
import { IconButton } from '../parts/IconButton.tsx'
import classes from './NameAndNote.module.css'

/** What people call a moment and say of it, to be changed in place; leaving a field keeps it, in the name Enter does, too. */
export function NameAndNote({ checkpoint }: { checkpoint: Checkpoint }) {
  const { pinned } = checkpoint
  // What is being typed; else what it is, whoever changed that.
  const [name, setName] = useState<string | null>(null)
  const [note, setNote] = useState<string | null>(null)
  const keepName = async () => {
    const wanted = name?.trim()
    if (wanted && wanted !== checkpoint.name) await editCheckpoint(checkpoint, { name: wanted })
    // What was typed since is the next one.
    setName((now) => (now === name ? null : now))
  }
  const keepNote = async () => {
    if (note !== null && note !== checkpoint.note) await editCheckpoint(checkpoint, { note })
    setNote((now) => (now === note ? null : now))
  }
  return (
    <div className={classes.fields}>
      <div className={classes.name}>
        <TextInput
          label={t`Name`}
          value={name ?? checkpoint.name}
          maxLength={120}
          readOnly={OBSERVING}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={() => void keepName()}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
        <IconButton
          label={t`Pin`}
          why={unlessWatching(null)}
          tip={
            pinned
              ? t`It is kept when automatic moments make room for newer ones`
              : t`Keep it when automatic moments make room for newer ones`
          }
          variant="default"
          size={30}
          aria-pressed={pinned}
          onClick={() => void editCheckpoint(checkpoint, { pinned: !pinned })}
        >
          {pinned ? <IconPinFilled size={16} /> : <IconPin size={16} />}
        </IconButton>
      </div>
      <Textarea
        label={t`Note`}
        value={note ?? checkpoint.note}
        maxLength={4000}
        readOnly={OBSERVING}
        autosize
        minRows={1}
        maxRows={4}
        onChange={(event) => setNote(event.currentTarget.value)}
        onBlur={() => void keepNote()}
      />
    </div>
  )
}
