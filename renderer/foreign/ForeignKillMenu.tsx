import { t } from '@lingui/core/macro'
import { Button, Popover } from '@mantine/core'
import { useState } from 'react'
import { foreignName, signalName } from '../../shared/model.ts'
import type { Why } from '../actions/availability.ts'
import { killForeign } from '../actions/foreign.ts'
import type { ForeignContainer } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Runs } from '../parts/Runs.tsx'
import { SignalPicker } from '../parts/SignalPicker.tsx'
import { askInWords, foreignCommands } from '../words/foreign.ts'
import classes from './Foreign.module.css'

const SIGTERM = 15

/** A signal to the init of a container of others; what its owner will make of that is said first. */
export function ForeignKillMenu({ container, why }: { container: ForeignContainer; why: Why }) {
  const [opened, setOpened] = useState(false)
  const [signal, setSignal] = useState(SIGTERM)
  return (
    <Popover opened={opened} onChange={setOpened} width={280} position="bottom-start" trapFocus>
      <Popover.Target>
        <ActionButton
          why={why}
          tip={<code>{foreignCommands(container, 'kill', 'SIGNAL')}</code>}
          aria-haspopup="dialog"
          onPress={() => setOpened(!opened)}
        >
          {t`Kill…`}
        </ActionButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Kill ${{ name: foreignName(container) }}`}>
        <div className={classes.form}>
          <SignalPicker value={signal} onChange={setSignal} />
          <p className={classes.ask}>{askInWords('signal', container.owner)}</p>
          <Runs commands={foreignCommands(container, 'kill', String(signal))} />
          <div className={classes.buttons}>
            <Button
              data-autofocus
              onClick={() => {
                setOpened(false)
                void killForeign(container, signal)
              }}
            >
              {t`Send ${{ signal: signalName(signal) }}`}
            </Button>
            <Button variant="default" onClick={() => setOpened(false)}>
              {t`Leave it`}
            </Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
