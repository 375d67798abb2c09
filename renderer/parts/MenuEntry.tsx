import { Menu, Tooltip } from '@mantine/core'
import type { Why } from '../actions/availability.ts'

interface Props {
  label: string
  why: Why
  onChoose(): void
}

/** A menu's entry that says why when it cannot be chosen, and stays reachable then. */
export function MenuEntry({ label, why, onChoose }: Props) {
  return (
    <Tooltip label={why} disabled={why === null} position="left">
      <Menu.Item
        aria-disabled={why !== null}
        data-disabled={why !== null || undefined}
        closeMenuOnClick={why === null}
        onClick={() => why === null && onChoose()}
      >
        {label}
      </Menu.Item>
    </Tooltip>
  )
}
