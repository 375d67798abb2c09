import { Menu } from '@mantine/core'
import { IconDotsVertical } from '@tabler/icons-react'
import { split, whyNoSplit } from '../actions/splits.ts'
import {
  chosenContainers,
  keysInSight,
  keysOfGroup,
  toggleSynchronised,
  typeIntoAll,
  typeIntoContainers,
  whyNotTogether,
} from '../actions/synchronise.ts'
import { useCircumstancesOf } from '../actions/use-circumstances.ts'
import { moveOut } from '../console-window/moving.ts'
import type { ConsoleTarget } from '../model.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { MenuEntry } from '../parts/MenuEntry.tsx'
import { groupOfTab, groupsIn } from '../store/arrangement.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useSynchronised } from '../store/synchronised.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import { KEYS } from './split-keys.ts'

/** Everything that can be done with the console in front and where it stands. */
export function ConsoleMenu({ target }: { target: ConsoleTarget }) {
  return (
    <Menu position="bottom-end" width={300}>
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
  const arrangement = useTabs((state) => state.arrangement)
  const around = useCircumstancesOf()
  const group = groupOfTab(arrangement, tabKey(target))
  const zoomed = arrangement.maximizedTabsetId !== undefined
  return (
    <>
      <MenuEntry
        label="Rename…"
        keys={KEYS.rename.words}
        why={null}
        onChoose={() => useDialogs.getState().show({ kind: 'renameConsole', console: target })}
      />
      <MenuEntry
        label="Split right"
        keys={KEYS.splitRight.words}
        why={whyNoSplit(target, 'right', around)}
        onChoose={() => split(target, 'right')}
      />
      <MenuEntry
        label="Split down"
        keys={KEYS.splitDown.words}
        why={whyNoSplit(target, 'down', around)}
        onChoose={() => split(target, 'down')}
      />
      <MenuEntry
        label={zoomed ? 'Show all groups again' : 'Zoom this group to full'}
        keys={KEYS.zoom.words}
        why={groupsIn(arrangement).length < 2 ? 'there is one group only' : null}
        onChoose={() => useTabs.getState().toggleZoom(group?.id)}
      />
      <MenuEntry
        label="Move into a window of its own"
        why={null}
        onChoose={() => moveOut(target)}
      />
      <Menu.Divider />
      <Together />
    </>
  )
}

/** Typing into several at once: into which, or no more. */
function Together() {
  const on = useSynchronised(({ members }) => members.length > 0)
  if (on) {
    return (
      <MenuEntry
        label="Stop synchronised input"
        keys={KEYS.synchronise.words}
        why={null}
        onChoose={toggleSynchronised}
      />
    )
  }
  const [seen, grouped, chosen] = [keysInSight(), keysOfGroup(), chosenContainers()]
  return (
    <>
      <MenuEntry
        label={`Type into all in sight (${seen.length})`}
        keys={KEYS.synchronise.words}
        why={whyNotTogether(seen.length, 'only one console is in sight')}
        onChoose={() => typeIntoAll(seen)}
      />
      <MenuEntry
        label={`Type into all tabs of this group (${grouped.length})`}
        why={whyNotTogether(grouped.length, 'there is only one tab in this group')}
        onChoose={() => typeIntoAll(grouped)}
      />
      <MenuEntry
        label={`Type into the chosen containers (${chosen.length})`}
        why={whyNotTogether(chosen.length, 'choose containers in the list with Space first')}
        onChoose={() => typeIntoContainers(chosen)}
      />
    </>
  )
}
