import { CloseButton } from '@mantine/core'
import { IconExternalLink, IconLayoutSidebarRight } from '@tabler/icons-react'
import { type KeyboardEvent, useRef } from 'react'
import { OWN_HOST } from '../../shared/hosts.ts'
import { goToTab } from '../actions/navigate.ts'
import { closeHostShell } from '../actions/shells.ts'
import { moveOut } from '../console-window/moving.ts'
import type { ConsoleTarget } from '../model.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { Name } from '../parts/Name.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useIsReady } from '../store/connection.ts'
import { useHostEntry } from '../store/hosts.ts'
import { useLayout } from '../store/layout.ts'
import { shellOf } from '../store/shells.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import { useConsoleProcess } from './console-process.ts'
import { NewConsoleMenu } from './NewConsoleMenu.tsx'
import classes from './TabStrip.module.css'

/** The open consoles by name; arrows go from one to the next, Delete closes. */
export function TabStrip() {
  const targets = useTabs((state) => state.targets)
  const inspector = useLayout((state) => state.inspector)
  const toggleInspector = useLayout((state) => state.toggleInspector)
  const strip = useRef<HTMLDivElement>(null)

  const onKeyDown = (event: KeyboardEvent) => {
    const { active } = useTabs.getState()
    const at = targets.findIndex((target) => tabKey(target) === active)
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = targets[(at + step + targets.length) % targets.length]
    const current = targets[at]
    if (event.key === 'Delete' && current) closeTab(current)
    else if (step !== 0 && next) {
      useTabs.setState({ active: tabKey(next) })
      strip.current?.querySelectorAll<HTMLElement>('[role=tab]')[targets.indexOf(next)]?.focus()
    } else return
    event.preventDefault()
  }

  return (
    <div className={classes.strip}>
      <div
        ref={strip}
        className={classes.tabs}
        role="tablist"
        tabIndex={-1}
        aria-label="Consoles"
        onKeyDown={onKeyDown}
      >
        {targets.map((target) => (
          <Tab key={tabKey(target)} target={target} />
        ))}
      </div>
      <div className={classes.tools}>
        <NewConsoleMenu />
        <OwnWindow />
        <IconButton
          label={inspector ? 'Fold the inspector' : 'Unfold the inspector'}
          aria-pressed={inspector}
          onClick={toggleInspector}
        >
          <IconLayoutSidebarRight size={16} />
        </IconButton>
      </div>
    </div>
  )
}

/** Moves the console in front into a window of its own. */
function OwnWindow() {
  const target = useTabs(({ targets, active }) => targets.find((one) => tabKey(one) === active))
  if (!target) return null
  return (
    <IconButton label="Move this console into a window of its own" onClick={() => moveOut(target)}>
      <IconExternalLink size={16} />
    </IconButton>
  )
}

function Tab({ target }: { target: ConsoleTarget }) {
  const key = tabKey(target)
  const active = useTabs((state) => state.active === key)
  const preview = useTabs((state) => state.preview === key)
  const pin = useTabs((state) => state.pin)
  const process = useConsoleProcess(target)
  const label = useHostEntry(target.host)?.label
  const ready = useIsReady(target.host)
  if (!process) return null
  const name = `${process.fullName}, ${process.word}${ready ? '' : ', connection lost'}`
  return (
    <div
      role="presentation"
      className={classes.tab}
      data-active={active || undefined}
      data-preview={preview || undefined}
    >
      <button
        type="button"
        role="tab"
        id={`tab ${key}`.replaceAll(' ', '-')}
        className={classes.label}
        aria-selected={active}
        aria-controls={`panel ${key}`.replaceAll(' ', '-')}
        aria-keyshortcuts="Delete"
        aria-label={name}
        tabIndex={active ? 0 : -1}
        title={name}
        onClick={() => goToTab(target)}
        onDoubleClick={() => pin(key)}
        onAuxClick={(event) => event.button === 1 && closeTab(target)}
      >
        <StateGlyph look={ready ? process.look : 'lost'} />
        <span className={classes.title}>
          <Name>{process.title}</Name>
        </span>
        {target.host !== OWN_HOST && <span className={classes.host}>{label ?? target.host}</span>}
      </button>
      {/* For the pointer: a tab list may hold nothing but tabs, and those close with Delete. */}
      <CloseButton
        size="xs"
        className={classes.close}
        tabIndex={-1}
        aria-hidden="true"
        title={`Close ${process.fullName}`}
        onClick={() => closeTab(target)}
      />
    </div>
  )
}

/** A container's console lives on when its tab closes; a host shell has nothing but its tab and ends with it. */
function closeTab(target: ConsoleTarget): void {
  const shell = target.kind === 'shell' ? shellOf(target) : undefined
  if (shell) void closeHostShell(shell)
  useTabs.getState().close(tabKey(target))
}
