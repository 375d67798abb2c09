import { t } from '@lingui/core/macro'
import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { openTab } from '../actions/navigate.ts'
import { endDebugShell } from '../actions/shells.ts'
import type { Shell } from '../model.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { StateGlyph } from '../parts/StateGlyph.tsx'
import { useNow } from '../parts/use-now.ts'
import { useNameOf } from '../store/foreign.ts'
import { debugName, debugTitle } from '../words/debug.ts'
import { exitInFull } from '../words/exit.ts'
import { describeShell } from '../words/state.ts'
import classes from './ExecList.module.css'

/** A debug session among what runs in a container: its console, and its end. */
export function ShellRow({ shell }: { shell: Shell }) {
  const { look, word, since } = describeShell(shell, useNow())
  const { host, id, pid, exit } = shell
  const name = debugName(shell, useNameOf(shell.container))
  return (
    <li className={classes.row}>
      <button
        type="button"
        className={classes.open}
        title={`${name}\n${exit ? exitInFull(exit) : word}`}
        aria-label={t`Open the console of ${name}, ${word}`}
        onClick={() => openTab({ kind: 'shell', host, shell: id })}
      >
        <code className={classes.command}>{debugTitle(shell)}</code>
        <span className={classes.state}>
          <StateGlyph look={look} />
          {word} · {since}
          {pid !== null && ` · pid ${pid}`}
        </span>
      </button>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t`Actions on ${name}`} size={22}>
            <IconDots size={14} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => openTab({ kind: 'shell', host, shell: id })}>
            {t`Open console`}
          </Menu.Item>
          <Menu.Item onClick={() => void endDebugShell(shell)}>
            {exit ? t`Delete` : t`End, with all that it started`}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  )
}
