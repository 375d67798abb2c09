import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Menu, UnstyledButton } from '@mantine/core'
import { IconCheck, IconChevronDown, IconPlus, IconServerCog } from '@tabler/icons-react'
import type { HostEntry, HostId } from '../../shared/hosts.ts'
import { goToHost } from '../actions/hosts.ts'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { usePhase } from '../store/connection.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useHostEntry, useHosts, useWorkedOn } from '../store/hosts.ts'
import { useMachine } from '../store/machines.ts'
import { STATUS_LOOKS, statusInWords } from '../words/hosts.ts'
import classes from './HostMenu.module.css'

/** The host that is worked on, by name; opens into the others. */
export function HostMenu() {
  const workedOn = useWorkedOn()
  const hosts = useHosts((state) => state.byId)
  const show = useDialogs((state) => state.show)
  return (
    <Menu width={340}>
      <Menu.Target>
        <UnstyledButton className={classes.target} title={useFacts(workedOn)}>
          <Word host={workedOn} />
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {[...hosts.values()].map((entry) => (
          <Menu.Item
            key={entry.id}
            aria-current={entry.id === workedOn || undefined}
            className={classes.item}
            leftSection={<StateGlyph look={STATUS_LOOKS[entry.status]} />}
            rightSection={entry.id === workedOn && <IconCheck size={14} aria-hidden="true" />}
            disabled={entry.status === 'connecting'}
            onClick={() => void goToHost(entry.id)}
          >
            <Choice entry={entry} />
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconPlus size={14} />}
          onClick={() => show({ kind: 'ssh', change: null })}
        >
          <Trans>Add a machine over ssh…</Trans>
        </Menu.Item>
        <Menu.Item
          leftSection={<IconServerCog size={14} />}
          onClick={() => show({ kind: 'hosts' })}
        >
          <Trans>Hosts…</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Before the register has answered, what our own engine says of itself. */
function Word({ host }: { host: HostId }) {
  const label = useHostEntry(host)?.label
  const { host: machine } = useMachine(host)
  const phase = usePhase(host)
  if (!machine) return <span>{t`connecting…`}</span>
  return (
    <span>
      {label ?? machine.user}
      {phase === 'lost' && <span className={classes.lost}> · {t`lost`}</span>}
    </span>
  )
}

function useFacts(host: HostId): string | undefined {
  const { host: machine } = useMachine(host)
  if (!machine) return undefined
  const { name, user, kernel, cgroup } = machine
  return t`${name}, as ${user} · Linux ${kernel} · cgroup ${cgroup}`
}

function Choice({ entry }: { entry: HostEntry }) {
  const { host: machine } = useMachine(entry.id)
  return (
    <>
      <span className={classes.label}>{entry.label}</span>
      <span className={classes.status}>{statusInWords(entry, machine)}</span>
    </>
  )
}
