import { t } from '@lingui/core/macro'
import { Button, Popover } from '@mantine/core'
import { useState } from 'react'
import { type ContainerProcess, signalName } from '../../shared/model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { SignalPicker } from '../parts/SignalPicker.tsx'
import classes from './SignalMenu.module.css'

const SIGTERM = 15

/** A signal to one process of a container. */
export function SignalMenu({
  process: { name, inside },
  asks,
  onSend,
}: {
  process: ContainerProcess
  /** what is to be read before; null: it is our own container’s */
  asks: string | null
  onSend(signal: number): void
}) {
  const [opened, setOpened] = useState(false)
  const [signal, setSignal] = useState(SIGTERM)
  return (
    <Popover opened={opened} onChange={setOpened} width={240} position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionButton
          why={null}
          size="compact-xs"
          aria-label={t`Signal ${name} ${inside}`}
          onPress={() => setOpened(!opened)}
        >
          {t`Signal…`}
        </ActionButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Signal ${name} ${inside}`}>
        <div className={classes.form}>
          <SignalPicker value={signal} onChange={setSignal} />
          {asks && <p className={classes.asks}>{asks}</p>}
          <Button
            data-autofocus
            onClick={() => {
              setOpened(false)
              onSend(signal)
            }}
          >
            {t`Send ${{ signal: signalName(signal) }}`}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
