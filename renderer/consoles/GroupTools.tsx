import { t } from '@lingui/core/macro'
import { useViewportSize } from '@mantine/hooks'
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconExternalLink,
  IconLayoutColumns,
  IconLayoutRows,
  IconLayoutSidebarRight,
} from '@tabler/icons-react'
import { split, splitInWords, whyNoSplit } from '../actions/splits.ts'
import { useCircumstancesOf } from '../actions/use-circumstances.ts'
import { moveOut } from '../console-window/moving.ts'
import { useKeysInWords } from '../keys/bindings.ts'
import type { ConsoleTarget } from '../model.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { cornerGroup } from '../store/areas.ts'
import { consoleOfKey, groupsIn } from '../store/arrangement.ts'
import { useContainers } from '../store/containers.ts'
import { useLayout } from '../store/layout.ts'
import { useTabs } from '../store/tabs.ts'
import { ConsoleMenu } from './ConsoleMenu.tsx'
import classes from './GroupTools.module.css'
import { NewConsoleMenu } from './NewConsoleMenu.tsx'

/** Beside a group's tabs: what concerns the console in front, and the group. What finds no room stands in its menu alone. */
export function GroupTools({ groupId }: { groupId: string }) {
  const corner = useTabs(({ arrangement }) => cornerGroup(arrangement) === groupId)
  const target = useTabs(({ arrangement }) => {
    const group = groupsIn(arrangement).find(({ id }) => id === groupId)
    return consoleOfKey(arrangement, group?.selectedId ?? null)
  })
  return (
    <div className={classes.tools}>
      <div className={classes.roomy}>
        <NewConsoleMenu />
      </div>
      {target && (
        <>
          <SplitButton target={target} side="right" />
          <SplitButton target={target} side="down" />
          <OwnWindow target={target} />
          <Zoom groupId={groupId} />
          <ConsoleMenu target={target} />
        </>
      )}
      {corner && <InspectorToggle />}
    </div>
  )
}

const withKeys = (words: string, keys: string | undefined) => (keys ? `${words} · ${keys}` : words)

function SplitButton({ target, side }: { target: ConsoleTarget; side: 'right' | 'down' }) {
  // What decides over it, beside the console itself: the room, and what the container is at.
  useViewportSize()
  useTabs(({ arrangement }) => arrangement)
  useContainers(({ byKey }) => byKey)
  const around = useCircumstancesOf()
  const Icon = side === 'right' ? IconLayoutColumns : IconLayoutRows
  const keys = useKeysInWords(side === 'right' ? 'console.splitRight' : 'console.splitDown')
  return (
    <IconButton
      className={classes.wide ?? ''}
      label={side === 'right' ? t`Split right` : t`Split down`}
      tip={withKeys(splitInWords(target, side), keys)}
      why={whyNoSplit(target, side, around)}
      onClick={() => split(target, side)}
    >
      <Icon size={16} />
    </IconButton>
  )
}

/** Moves the console in front into a window of its own. */
function OwnWindow({ target }: { target: ConsoleTarget }) {
  return (
    <IconButton
      className={classes.wide ?? ''}
      label={t`Move this console into a window of its own`}
      onClick={() => moveOut(target)}
    >
      <IconExternalLink size={16} />
    </IconButton>
  )
}

function Zoom({ groupId }: { groupId: string }) {
  const keys = useKeysInWords('console.zoom')
  const several = useTabs(({ arrangement }) => groupsIn(arrangement).length > 1)
  const zoomed = useTabs(({ arrangement }) => arrangement.maximizedTabsetId === groupId)
  if (!several) return null
  const Icon = zoomed ? IconArrowsMinimize : IconArrowsMaximize
  const label = zoomed ? t`Show all groups again` : t`Zoom this group to full`
  return (
    <IconButton
      className={classes.roomy ?? ''}
      label={label}
      tip={withKeys(label, keys)}
      aria-pressed={zoomed}
      onClick={() => useTabs.getState().toggleZoom(groupId)}
    >
      <Icon size={16} />
    </IconButton>
  )
}

function InspectorToggle() {
  const inspector = useLayout((state) => state.inspector)
  const toggle = useLayout((state) => state.toggleInspector)
  return (
    <IconButton
      label={inspector ? t`Fold the inspector` : t`Unfold the inspector`}
      aria-pressed={inspector}
      onClick={toggle}
    >
      <IconLayoutSidebarRight size={16} />
    </IconButton>
  )
}
