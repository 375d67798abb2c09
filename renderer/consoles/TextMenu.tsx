import { t } from '@lingui/core/macro'
import { Menu } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { keysInWords } from '../keys/bindings.ts'
import { MenuEntry } from '../parts/MenuEntry.tsx'
import type { Past } from '../playback/use-past.ts'
import { useDialogs } from '../store/dialogs.ts'
import { copyHtml, copyText } from './copy.ts'
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
    <Menu opened={opened} onChange={setOpened} width={288} position="bottom-start" offset={0}>
      <Menu.ContextMenu disabled={!handle}>{children}</Menu.ContextMenu>
      <Menu.Dropdown aria-label={t`Console`}>
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
  const unselected = term.hasSelection() ? null : t`nothing is selected`
  const unmarked = commands.count > 0 ? null : t`its shell marks no commands (OSC 133)`
  const paste = () => void navigator.clipboard.readText().then(onPaste, () => {})
  return (
    <>
      <MenuEntry
        label={t`Copy`}
        keys={keysInWords('console.copy')}
        why={unselected}
        onChoose={() => void copyText(term)}
      />
      <MenuEntry
        label={t`Copy with colours (HTML)`}
        keys={keysInWords('console.copyHtml')}
        why={unselected}
        onChoose={() => void copyHtml(term)}
      />
      <MenuEntry
        label={t`Paste`}
        keys="Ctrl Shift V"
        why={takesInput ? null : t`it takes no keys here`}
        onChoose={paste}
      />
      <MenuEntry
        label={t`Select all`}
        keys={keysInWords('console.selectAll')}
        why={null}
        onChoose={() => term.selectAll()}
      />
      <Menu.Divider />
      <MenuEntry label={t`Find…`} keys={keysInWords('console.find')} why={null} onChoose={onFind} />
      <MenuEntry
        label={t`Previous command`}
        keys={keysInWords('console.previousCommand')}
        why={unmarked}
        onChoose={() => void commands.jump(-1)}
      />
      <MenuEntry
        label={t`Next command`}
        keys={keysInWords('console.nextCommand')}
        why={unmarked}
        onChoose={() => void commands.jump(1)}
      />
      <Menu.Divider />
      {past?.lines && (
        <MenuEntry label={t`Lines with their times…`} why={null} onChoose={past.lines} />
      )}
      {past && <MenuEntry label={t`Play its past…`} why={null} onChoose={past.play} />}
      {past && (
        <MenuEntry
          label={t`Record from now on`}
          why={past.recording && t`it is recorded already`}
          onChoose={past.record}
        />
      )}
      <MenuEntry
        label={t`Clear this view`}
        keys={keysInWords('console.clear')}
        why={null}
        onChoose={() => term.clear()}
      />
      <MenuEntry
        label={t`How consoles look…`}
        why={null}
        onChoose={() => show({ kind: 'consoleSettings' })}
      />
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
