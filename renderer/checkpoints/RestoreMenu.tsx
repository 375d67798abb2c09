import { Menu } from '@mantine/core'
import { useState } from 'react'
import type { Why } from '../actions/availability.ts'
import { restoreInPlace } from '../actions/checkpoints.ts'
import type { Checkpoint, Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { clock } from '../words/time.ts'

interface Props {
  container: Container
  checkpoints: readonly Checkpoint[]
  why: Why
}

/** Back to one of its checkpoints, in place; the newest is first. */
export function RestoreMenu({ container, checkpoints, why }: Props) {
  const [opened, setOpened] = useState(false)
  return (
    <Menu opened={opened} onChange={setOpened}>
      <Menu.Target>
        <ActionButton
          why={why}
          tip={<code>conmon --restore … runc restore {container.id}</code>}
          aria-haspopup="menu"
          onPress={() => setOpened(!opened)}
        >
          Restore…
        </ActionButton>
      </Menu.Target>
      <Menu.Dropdown>
        {[...checkpoints].reverse().map((one) => (
          <Menu.Item key={one.id} onClick={() => void restoreInPlace(container, one)}>
            {one.name} · {clock(one.createdAt)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
