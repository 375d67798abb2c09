import { Menu, Tooltip } from '@mantine/core'
import type { Why } from '../actions/availability.ts'
import classes from './MenuEntry.module.css'

interface Props {
  label: string
  /** the keys that do the same */
  keys?: string | undefined
  why: Why
  /** what it runs */
  command?: string
  onChoose(): void
}

/** A menu's entry that says why when it cannot be chosen, and stays reachable then. */
export function MenuEntry({ label, keys, why, command, onChoose }: Props) {
  return (
    <Tooltip
      label={why ?? <code>{command}</code>}
      disabled={why === null && !command}
      position="left"
    >
      <Menu.Item
        aria-disabled={why !== null}
        data-disabled={why !== null || undefined}
        closeMenuOnClick={why === null}
        rightSection={keys && <span className={classes.keys}>{keys}</span>}
        onClick={() => why === null && onChoose()}
      >
        {label}
      </Menu.Item>
    </Tooltip>
  )
}
