import { Textarea, TextInput } from '@mantine/core'
import { IconPin, IconPinFilled } from '@tabler/icons-react'
import { useState } from 'react'
import { editCheckpoint } from '../actions/checkpoints.ts'
import type { Checkpoint } from '../model.ts'
import { IconButton } from '../parts/IconButton.tsx'
import classes from './NameAndNote.module.css'

/** What people call a moment and say of it, to be changed in place; leaving a field keeps it, in the name Enter does, too. */
export function NameAndNote({ checkpoint }: { checkpoint: Checkpoint }) {
  const { pinned } = checkpoint
  const [name, setName] = useState(checkpoint.name)
  const [note, setNote] = useState(checkpoint.note)
  const keepName = () => {
    const wanted = name.trim()
    if (wanted && wanted !== checkpoint.name) void editCheckpoint(checkpoint, { name: wanted })
    else setName(checkpoint.name)
  }
  return (
    <div className={classes.fields}>
      <div className={classes.name}>
        <TextInput
          label="Name"
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={keepName}
          onKeyDown={(event) => event.key === 'Enter' && keepName()}
        />
        <IconButton
          label="Pin"
          tip={
            pinned
              ? 'It is kept when automatic moments make room for newer ones'
              : 'Keep it when automatic moments make room for newer ones'
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
        label="Note"
        value={note}
        maxLength={4000}
        autosize
        minRows={1}
        maxRows={4}
        onChange={(event) => setNote(event.currentTarget.value)}
        onBlur={() => note !== checkpoint.note && void editCheckpoint(checkpoint, { note })}
      />
    </div>
  )
}
