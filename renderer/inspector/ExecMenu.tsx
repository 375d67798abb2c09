import { t } from '@lingui/core/macro'
import { Button, Menu, Modal } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import type { Exec } from '../../shared/model.ts'
import { signalName } from '../../shared/model.ts'
import { whyNotExec } from '../actions/availability.ts'
import { actOnExec, killExec } from '../actions/execs.ts'
import { openTab } from '../actions/navigate.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import type { Container, ContainerRef, ExecRef } from '../model.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { MenuEntry } from '../parts/MenuEntry.tsx'
import { Runs } from '../parts/Runs.tsx'
import { SignalPicker } from '../parts/SignalPicker.tsx'
import { execCommands } from '../words/commands.ts'

const SIGTERM = 15
const SIGKILL = 9

/** Where an exec runs: in one of our own containers, or of others. */
export type ExecPlace = ContainerRef & Pick<Container, 'state'>

/** What can be done to an exec process. */
export function ExecMenu({ exec, container }: { exec: Exec; container: ExecPlace }) {
  const around = useCircumstances(container.host)
  const [picking, setPicking] = useState(false)
  const { host, namespace, id } = container
  const [name = ''] = exec.args
  const ref: ExecRef = { host, namespace, id, exec: exec.id }
  const noKill = whyNotExec('kill', exec, container, around)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t`Actions on ${name}`} size={22}>
            <IconDots size={14} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => openTab({ kind: 'exec', ...ref })}>{t`Open console`}</Menu.Item>
          <MenuEntry
            label={t`Start`}
            why={whyNotExec('start', exec, container, around)}
            command={execCommands(id, exec.args).join()}
            onChoose={() => void actOnExec('start', ref, exec)}
          />
          <MenuEntry
            label={t`Kill (SIGKILL)`}
            why={noKill}
            command={`kill -9 ${exec.pid ?? 'PID'}`}
            onChoose={() => void killExec(ref, SIGKILL, exec)}
          />
          <MenuEntry label={t`Signal…`} why={noKill} onChoose={() => setPicking(true)} />
          <MenuEntry
            label={t`Delete`}
            why={whyNotExec('delete', exec, container, around)}
            onChoose={() => void actOnExec('delete', ref, exec)}
          />
        </Menu.Dropdown>
      </Menu>
      {picking && <SignalDialog exec={exec} execRef={ref} onClose={() => setPicking(false)} />}
    </>
  )
}

function SignalDialog(props: { exec: Exec; execRef: ExecRef; onClose(): void }) {
  const { exec, execRef, onClose } = props
  const [name = ''] = exec.args
  const [signal, setSignal] = useState(SIGTERM)
  return (
    <Modal opened onClose={onClose} size="xs" title={t`Signal ${name}`}>
      <SignalPicker value={signal} onChange={setSignal} />
      <Runs commands={[`kill -${signal} ${exec.pid ?? 'PID'}`]} />
      <Button
        mt="md"
        onClick={() => {
          onClose()
          void killExec(execRef, signal, exec)
        }}
      >
        {t`Send ${{ signal: signalName(signal) }}`}
      </Button>
    </Modal>
  )
}
