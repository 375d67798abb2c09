import { t } from '@lingui/core/macro'
import { Button, Popover } from '@mantine/core'
import { type ReactElement, type ReactNode, useState } from 'react'
import type { Commands } from '../words/commands.ts'
import classes from './Confirm.module.css'
import { Runs } from './Runs.tsx'

interface Props {
  /** the question's name */
  label: string
  /** what is lost for good */
  lost: ReactNode
  /** what it runs, where that is a program */
  commands?: Commands
  /** the word on the button that does nothing */
  keep?: string
  /** the word on the button that does it */
  action: string
  onConfirm(): void
  /** what asks: gets what opens the question */
  children(ask: () => void): ReactElement
}

/** Asks before something is lost for good, and says what. The answer that does it has the focus: Enter, Enter. */
export function Confirm({
  label,
  lost,
  commands = [],
  keep = t`Keep`,
  action,
  onConfirm,
  children,
}: Props) {
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} width={280} trapFocus>
      <Popover.Target>{children(() => setOpened(!opened))}</Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <p className={classes.lost}>{lost}</p>
        <Runs commands={commands} />
        <div className={classes.buttons}>
          <Button
            // White on the theme's usual red has a contrast of 3.2.
            color="red.9"
            data-autofocus
            onClick={() => {
              setOpened(false)
              onConfirm()
            }}
          >
            {action}
          </Button>
          <Button variant="default" onClick={() => setOpened(false)}>
            {keep}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
