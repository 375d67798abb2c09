import { Menu } from '@mantine/core'
import { IconDotsVertical } from '@tabler/icons-react'
import { useCircumstancesOf } from '../actions/use-circumstances.ts'
import type { ConsoleTarget } from '../model.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { MenuEntry } from '../parts/MenuEntry.tsx'
import { useSynchronised } from '../store/synchronised.ts'
import { useTabs } from '../store/tabs.ts'
import { type ConsoleCommand, commandsOf, commandsTogether } from './console-commands.ts'

/** Everything that can be done with the console in front and where it stands. */
export function ConsoleMenu({ target }: { target: ConsoleTarget }) {
  return (
    <Menu position="bottom-end" width={360}>
      <Menu.Target>
        <IconButton label="More for this console">
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
  const around = useCircumstancesOf()
  return (
    <>
      {commandsOf(target, around).map(entryOf)}
      <Menu.Divider />
      {commandsTogether().map(entryOf)}
    </>
  )
}

const entryOf = ({ id, label, keys, why, run }: ConsoleCommand) => (
  <MenuEntry key={id} label={label} keys={keys} why={why} onChoose={run} />
)
