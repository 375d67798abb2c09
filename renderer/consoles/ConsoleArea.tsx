import { t } from '@lingui/core/macro'
import { type FocusEvent, type MouseEvent, useEffect } from 'react'
import {
  Separator,
  type TabNode,
  type TabRenderProps,
  type TabsetNode,
  useParentTabState,
  Workspace,
} from 'react-resizable-panels'
import { goToTab } from '../actions/navigate.ts'
import { NotThere } from '../connection/NotThere.tsx'
import type { ConsoleTarget } from '../model.ts'
import { consoleOfKey, groupsIn } from '../store/arrangement.ts'
import { useContainers } from '../store/containers.ts'
import { useMachine, useMachines } from '../store/machines.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import classes from './ConsoleArea.module.css'
import { ConsoleTab, DraggedTab } from './ConsoleTab.tsx'
import { ConsoleView } from './ConsoleView.tsx'
import { GroupTools } from './GroupTools.tsx'
import { Welcome } from './Welcome.tsx'
import { followStore, GROUP_MIN, keepArranged, workspace, workspaceElement } from './workspace.ts'

/** The consoles that are open: groups of tabs, side by side and above each other. */
export function ConsoleArea() {
  const known = useMachines((state) => state.byHost.size > 0)
  useEffect(() => (known ? followStore() : undefined), [known])
  if (!known) {
    return (
      <div className={classes.area}>
        <NotThere />
      </div>
    )
  }
  return (
    // What happens within a console comes here by way of React, past the workspace's own element.
    // biome-ignore lint/a11y/noStaticElementInteractions: it only follows what is done with what is in it
    <div className={classes.area} onFocusCapture={followFocus} onDoubleClick={zoom}>
      <Workspace<ConsoleTarget>
        id="consoles"
        className={classes.whole}
        classNames={CLASSES}
        defaultModel={useTabs.getState().arrangement}
        workspaceRef={workspace}
        elementRef={workspaceElement}
        tabsetMinWidth={`${GROUP_MIN.width}px`}
        tabsetMinHeight={`${GROUP_MIN.height}px`}
        renderTab={renderTab}
        renderTabContent={renderConsole}
        renderTabsetToolbar={renderTools}
        renderEmptyTabset={renderNothing}
        renderSeparator={renderSeparator}
        renderDragPreview={renderDragged}
        onModelChanged={keepArranged}
      />
    </div>
  )
}

const CLASSES = {
  tabset: classes.group ?? '',
  header: classes.strip ?? '',
  tabList: classes.tabs ?? '',
  toolbar: classes.tools ?? '',
  tabPanels: classes.panels ?? '',
  tabContent: classes.panel ?? '',
  dropIndicator: classes.drop ?? '',
  dragPreview: classes.dragged ?? '',
}

const renderTab = ({ data }: TabNode<ConsoleTarget>, props: TabRenderProps) => (
  <ConsoleTab target={data} props={props} />
)
const renderConsole = ({ data }: TabNode<ConsoleTarget>) => <PlacedConsole target={data} />
const renderTools = ({ id }: TabsetNode<ConsoleTarget>) => <GroupTools groupId={id} />
const renderNothing = () => <Nothing />
const renderDragged = ({ data }: TabNode<ConsoleTarget>) => <DraggedTab target={data} />
const renderSeparator = (orientation: 'horizontal' | 'vertical') => (
  <Separator
    className={classes.separator}
    aria-label={orientation === 'horizontal' ? t`Resize side by side` : t`Resize above each other`}
  />
)

/** A console in its place; the library moves its element about, and never makes it anew. */
function PlacedConsole({ target }: { target: ConsoleTarget }) {
  const visible = useParentTabState()?.isVisible ?? false
  const preview = useTabs((state) => state.preview === tabKey(target))
  const answered = useMachine(target.host).host !== null
  if (!answered) return <NotThere host={target.host} />
  return (
    // Behind a zoomed group the library lets it stand: hidden, it is not drawn.
    <div className={classes.placed} hidden={!visible}>
      <ConsoleView target={target} visible={visible} preview={preview} />
    </div>
  )
}

/** The group that the keyboard enters is the focused one. A tab says itself when it is chosen. */
function followFocus({ target }: FocusEvent<HTMLElement>): void {
  if (target.closest('[role=tab]')) return
  const id = target.closest('[data-tabset-id]')?.getAttribute('data-tabset-id')
  const { arrangement, active } = useTabs.getState()
  const front = groupsIn(arrangement).find((group) => group.id === id)?.selectedId ?? null
  const console = front === active ? undefined : consoleOfKey(arrangement, front)
  if (console) goToTab(console, { focus: false })
}

/** A double click beside the tabs: the group to full, and back. */
function zoom({ target }: MouseEvent<HTMLElement>): void {
  if (!(target instanceof Element) || target.closest('[role=presentation], button')) return
  const group = target.closest('[data-tabset-header]')?.closest('[data-tabset-id]')
  const id = group?.getAttribute('data-tabset-id')
  if (id) useTabs.getState().toggleZoom(id)
}

/** No console is open: what to do about that. */
function Nothing() {
  const empty = useContainers((state) => state.byKey.size === 0)
  if (empty) return <Welcome />
  return (
    <p className={classes.nothing}>
      {t`Choose a container to see its console here. Enter gives it the keyboard; F6 leads out again.`}
    </p>
  )
}
