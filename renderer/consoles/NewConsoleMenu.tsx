import { t } from '@lingui/core/macro'
import { Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { OWN_HOST } from '../../shared/hosts.ts'
import { whyNot } from '../actions/availability.ts'
import { runShell } from '../actions/execs.ts'
import { openDebugShell } from '../actions/shells.ts'
import { useCircumstances } from '../actions/use-circumstances.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { MenuEntry } from '../parts/MenuEntry.tsx'
import { useContainer } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSelection } from '../store/selection.ts'
import { ACTION_LABELS } from '../words/actions.ts'

/** ＋: another process in the selected container, with a console of its own. */
export function NewConsoleMenu() {
  const container = useContainer(useSelection((state) => state.selected))
  const around = useCircumstances(container?.host ?? OWN_HOST)
  const show = useDialogs((state) => state.show)
  const none = t`choose a container first`
  const noExec = container ? whyNot('exec', container, around) : none
  const noDebug = container ? whyNot('debug', container, around) : none
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t`New console`}>
          <IconPlus size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuEntry
          label={t`Shell`}
          why={noExec}
          onChoose={() => container && void runShell(container)}
        />
        <MenuEntry
          label={t`Exec…`}
          why={noExec}
          onChoose={() => container && show({ kind: 'exec', container })}
        />
        <MenuEntry
          label={ACTION_LABELS.debug}
          keys="Ctrl Shift D"
          why={noDebug}
          onChoose={() => container && void openDebugShell(container)}
        />
      </Menu.Dropdown>
    </Menu>
  )
}
