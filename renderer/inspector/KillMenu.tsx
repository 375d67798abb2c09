import { t } from '@lingui/core/macro'
import { Button, Popover, Switch } from '@mantine/core'
import { useState } from 'react'
import { signalName } from '../../shared/model.ts'
import type { Why } from '../actions/availability.ts'
import { kill, stop } from '../actions/containers.ts'
import type { Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Runs } from '../parts/Runs.tsx'
import { SignalPicker } from '../parts/SignalPicker.tsx'
import { killCommands } from '../words/commands.ts'
import classes from './KillMenu.module.css'
import type { Face } from './OneAction.tsx'

const SIGINT = 2
const SIGTERM = 15
const SIGKILL = 9

interface Props {
  container: Container
  why: Why
  face?: Face | undefined
}

/** A signal to the init alone or to every process. */
export function KillMenu({ container, why, face }: Props) {
  const [opened, setOpened] = useState(false)
  const [signal, setSignal] = useState(SIGTERM)
  const [all, setAll] = useState(false)
  const send = (number: number) => {
    setOpened(false)
    void kill(container, number, all)
  }
  return (
    <Popover opened={opened} onChange={setOpened} width={260} position="bottom-start" trapFocus>
      <Popover.Target>
        <ActionButton
          why={why}
          tip={<code>runc kill {container.id} SIGNAL</code>}
          aria-haspopup="dialog"
          onPress={() => setOpened(!opened)}
          {...face}
        >
          {face?.children ?? t`Kill…`}
        </ActionButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Kill ${{ name: container.id }}`}>
        <div className={classes.form}>
          <SignalPicker value={signal} onChange={setSignal} />
          <Switch
            label={t`All processes`}
            description={t`every process of the container, not the init alone`}
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
          {!all && (signal === SIGTERM || signal === SIGINT) && (
            <p className={classes.note}>
              {t`As process 1 the init ignores ${{ signal: signalName(signal) }} unless it handles it.`}
            </p>
          )}
          <Runs commands={killCommands(container.id, signal, all)} />
          <div className={classes.buttons}>
            <Button data-autofocus onClick={() => send(signal)}>
              {t`Send ${{ signal: signalName(signal) }}`}
            </Button>
            {signal !== SIGKILL && (
              <Button variant="default" onClick={() => send(SIGKILL)}>
                {t`SIGKILL at once`}
              </Button>
            )}
            <Button
              variant="default"
              onClick={() => {
                setOpened(false)
                void stop(container)
              }}
            >
              {t`Stop: SIGKILL only after 10 s`}
            </Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
