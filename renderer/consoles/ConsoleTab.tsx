import { t } from '@lingui/core/macro'
import { CloseButton } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { TabRenderProps } from 'react-resizable-panels'
import { OWN_HOST } from '../../shared/hosts.ts'
import { goToTab } from '../actions/navigate.ts'
import type { ConsoleTarget } from '../model.ts'
import { Name } from '../parts/Name.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { groupOfTab } from '../store/arrangement.ts'
import { useIsReady } from '../store/connection.ts'
import { useConsoleSettings } from '../store/console-settings.ts'
import { useDialogs } from '../store/dialogs.ts'
import { useHostEntry } from '../store/hosts.ts'
import { useIsSynchronised } from '../store/synchronised.ts'
import { tabKey, useTabs } from '../store/tabs.ts'
import { useTitles } from '../store/titles.ts'
import classes from './ConsoleTab.module.css'
import { closeTab } from './close-tab.ts'
import { useConsoleProcess } from './console-process.ts'

/** A console's tab: dragged by the library, whose `props` make it one; arrows go on, Delete closes, F2 renames. */
export function ConsoleTab({ target, props }: { target: ConsoleTarget; props: TabRenderProps }) {
  const key = tabKey(target)
  const front = props['aria-selected'] === true
  const focused = useTabs((state) => state.active === key)
  const preview = useTabs((state) => state.preview === key)
  const pin = useTabs((state) => state.pin)
  const { title, fullName, look, word } = useNaming(target)
  const label = useHostEntry(target.host)?.label
  const synchronised = useIsSynchronised(key)
  const shown = useConsoleSettings((state) => state.titles)
  const own = useTitles((state) => state.byTab.get(key)?.title)
  const said = synchronised ? t`${fullName}, ${word}, synchronised` : `${fullName}, ${word}`
  return (
    <div
      role="presentation"
      className={classes.tab}
      data-front={front || undefined}
      data-focused={focused || undefined}
      data-preview={preview || undefined}
    >
      <button
        {...props}
        type="button"
        className={classes.label}
        aria-keyshortcuts="Delete F2"
        aria-label={said}
        title={said}
        onClick={() => goToTab(target)}
        onKeyDown={(event) => onKey(event, target)}
        onDoubleClick={() => pin(key)}
        onAuxClick={(event) => event.button === 1 && closeTab(target)}
      >
        <StateGlyph look={look} />
        <span className={classes.title}>
          <Name>{title}</Name>
        </span>
        {synchronised && (
          <IconKeyboard size={14} className={classes.synchronised} aria-hidden="true" />
        )}
        {shown && own && <span className={classes.host}>{own}</span>}
        {target.host !== OWN_HOST && <span className={classes.host}>{label ?? target.host}</span>}
      </button>
      {/* For the pointer: a tab list may hold nothing but tabs, and those close with Delete. */}
      <CloseButton
        size="xs"
        className={classes.close}
        tabIndex={-1}
        aria-hidden="true"
        title={t`Close ${fullName}`}
        onClick={() => closeTab(target)}
      />
    </div>
  )
}

/** What follows the pointer that drags a tab. */
export function DraggedTab({ target }: { target: ConsoleTarget }) {
  const { title, look } = useNaming(target)
  return (
    <>
      <StateGlyph look={look} />
      <Name>{title}</Name>
    </>
  )
}

/** How a console is called; one of an engine that has not answered yet by what it was opened for. */
function useNaming(target: ConsoleTarget) {
  const process = useConsoleProcess(target)
  const ready = useIsReady(target.host)
  if (process && ready) return process
  if (process) {
    const { word } = process
    return { ...process, look: 'lost', word: t`${word}, connection lost` } as const
  }
  const title = target.kind === 'shell' ? t`debug shell` : target.id
  return { title, fullName: t`Console of ${title}`, look: 'lost', word: t`not there yet` } as const
}

function onKey(event: KeyboardEvent, target: ConsoleTarget): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return
  if (event.key === 'Delete') {
    closeTab(target)
    focusFront()
  } else if (event.key === 'F2')
    useDialogs.getState().show({ kind: 'renameConsole', console: target })
  else {
    const next = siblingAt(event.key, target)
    if (!next) return
    goToTab(next, { focus: false })
    focusTab(tabKey(next))
  }
  event.preventDefault()
}

/** Where a key leads to among the tabs of a group. */
function siblingAt(key: string, target: ConsoleTarget): ConsoleTarget | undefined {
  const tabs = groupOfTab(useTabs.getState().arrangement, tabKey(target))?.tabs ?? []
  const at = tabs.findIndex(({ id }) => id === tabKey(target))
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[key]
  return to === undefined ? undefined : tabs.at(to % tabs.length)?.data
}

const focusTab = (key: string) =>
  document.querySelector<HTMLElement>(`[role=tab][data-tab-id="${CSS.escape(key)}"]`)?.focus()

/** Once React has drawn what is left. */
const focusFront = () =>
  setTimeout(() => {
    const { active } = useTabs.getState()
    if (active !== null) focusTab(active)
  })
