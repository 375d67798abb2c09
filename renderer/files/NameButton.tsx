import { t } from '@lingui/core/macro'
import { Button, Popover, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Why } from '../actions/availability.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import classes from './Files.module.css'

interface Props {
  label: string
  /** what is asked for, for a screen reader */
  field: string
  /** the word on the button that does it */
  action: string
  /** filled in already */
  first?: string
  why: Why
  onName(name: string): unknown
}

/** Asks for a name, and does something with it. */
export function NameButton({ label, field, action, first = '', why, onName }: Props) {
  const [opened, setOpened] = useState(false)
  const [name, setName] = useState(first)
  const wrong = name.includes('/') ? t`a name has no slash` : null
  return (
    <Popover opened={opened} onChange={setOpened} width={300} trapFocus position="top">
      <Popover.Target>
        <ActionButton
          size="compact-xs"
          why={why}
          aria-haspopup="dialog"
          onPress={() => {
            setName(first)
            setOpened(!opened)
          }}
        >
          {label}
        </ActionButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={field}>
        <form
          className={classes.naming}
          onSubmit={(event) => {
            event.preventDefault()
            event.stopPropagation()
            if (name === '' || wrong) return
            setOpened(false)
            onName(name)
          }}
        >
          <TextInput
            aria-label={field}
            value={name}
            error={wrong}
            onChange={(event) => setName(event.currentTarget.value)}
            spellCheck={false}
            data-autofocus
          />
          <Button type="submit">{action}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
