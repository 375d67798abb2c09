import { t } from '@lingui/core/macro'
import { Menu } from '@mantine/core'
import { IconDotsVertical } from '@tabler/icons-react'
import type { Why } from '../actions/availability.ts'
import { useCircumstancesOf } from '../actions/use-circumstances.ts'
import { keysInWords } from '../keys/bindings.ts'
import type { Command } from '../keys/command.ts'
import { tabCommands, togetherCommands } from '../keys/console-commands.ts'
import type { ConsoleTarget } from '../model.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { MenuEntry } from '../parts/MenuEntry.tsx'
import { useSynchronised } from '../store/synchronised.ts'
import { useTabs } from '../store/tabs.ts'

/** Everything that can be done with the console in front and where it stands. */
export function ConsoleMenu({ target }: { target: ConsoleTarget }) {
  return (
    <Menu position="bottom-end" width={360}>
      <Menu.Target>
        <IconButton label={t`More for this console`}>
          <IconDotsVertical size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Entries target={target} />
      </Menu.Dropdown>
    </Menu>
  )
}

function Entries({ target }: { target: ConsoleTarget }) {
  // What the commands look at, beside the console itself.
  useTabs(({ arrangement }) => arrangement)
  useSynchronised(({ members }) => members)
  useCircumstancesOf()
  return (
    <>
      {tabCommands.map(({ why, run, ...command }) => (
        <Entry
          key={command.id}
          command={command}
          why={why?.(target) ?? null}
          onChoose={() => run(target)}
        />
      ))}
      <Menu.Divider />
      {togetherCommands.map(({ why, run, ...command }) => (
        <Entry key={command.id} command={command} why={why?.() ?? null} onChoose={run} />
      ))}
    </>
  )
}

interface EntryProps {
  command: Pick<Command, 'id' | 'words' | 'label'>
  why: Why
  onChoose(): void
}

const Entry = ({ command: { id, words, label }, ...rest }: EntryProps) => (
  <MenuEntry label={label?.() ?? words} keys={keysInWords(id)} {...rest} />
)
