import { Menu } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import type { Past } from '../playback/use-past.ts'
import { useDialogs } from '../store/dialogs.ts'
import { copyHtml, copyText } from './copy.ts'
import classes from './TextMenu.module.css'
import type { TerminalHandle } from './terminal.ts'

interface Props {
  /** null: not there yet */
  handle: TerminalHandle | null
  takesInput: boolean
  onPaste(text: string): void
  onFind(): void
  /** null: nobody keeps what it prints */
  past: Past | null
  /** the console's screen, where the menu is asked for */
  children: ReactElement
}

/** What can be done with a console's text, at the pointer or at the cursor. */
export function TextMenu({ handle, children, ...does }: Props) {
  const [opened, setOpened] = useState(false)
  return (
    <Menu opened={opened} onChange={setOpened} width={264} position="bottom-start" offset={0}>
      <Menu.ContextMenu disabled={!handle}>{children}</Menu.ContextMenu>
      <Menu.Dropdown aria-label="Console">
        {opened && handle && <Entries handle={handle} {...does} />}
      </Menu.Dropdown>
    </Menu>
  )
}

type EntriesProps = Omit<Props, 'handle' | 'children'> & { handle: TerminalHandle }

/** By what is selected and marked as the menu opens. */
function Entries({ handle, takesInput, onPaste, onFind, past }: EntriesProps) {
  const show = useDialogs((state) => state.show)
  const { term, commands } = handle
  const selected = term.hasSelection()
  const noCommands = commands.count === 0
  const paste = () => void navigator.clipboard.readText().then(onPaste, () => {})
  return (
    <>
      <Entry label="Copy" keys="Ctrl Shift C" off={!selected} does={() => void copyText(term)} />
      <Entry label="Copy with colours (HTML)" off={!selected} does={() => void copyHtml(term)} />
      <Entry label="Paste" keys="Ctrl Shift V" off={!takesInput} does={paste} />
      <Entry label="Select all" does={() => term.selectAll()} />
      <Menu.Divider />
      <Entry label="Find…" keys="Ctrl Shift F" does={onFind} />
      <Entry
        label="Previous command"
        keys="Ctrl Shift Page ↑"
        off={noCommands}
        does={() => void commands.jump(-1)}
      />
      <Entry
        label="Next command"
        keys="Ctrl Shift Page ↓"
        off={noCommands}
        does={() => void commands.jump(1)}
      />
      {noCommands && <Menu.Label>Its shell marks no commands (OSC 133)</Menu.Label>}
      <Menu.Divider />
      {past?.lines && <Entry label="Lines with their times…" does={past.lines} />}
      {past && <Entry label="Play its past…" does={past.play} />}
      {past && (
        <Entry label="Record from now on" off={past.recording !== null} does={past.record} />
      )}
      <Entry label="Clear this view" does={() => term.clear()} />
      <Entry label="How consoles look…" does={() => show({ kind: 'consoleSettings' })} />
    </>
  )
}

/** Opens the menu of a console's screen at its cursor, where xterm keeps the field that takes the keys. */
export function openMenuAtCursor(screen: HTMLElement): void {
  const field = screen.querySelector('textarea') ?? screen
  const { left, bottom } = field.getBoundingClientRect()
  const at = { clientX: left, clientY: bottom }
  field.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }))
}

function Entry(props: { label: string; keys?: string; off?: boolean; does(): void }) {
  const { label, keys, off = false, does } = props
  return (
    <Menu.Item
      disabled={off}
      onClick={does}
      rightSection={keys && <span className={classes.keys}>{keys}</span>}
    >
      {label}
    </Menu.Item>
  )
}
