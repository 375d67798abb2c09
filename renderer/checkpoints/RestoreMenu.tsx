import { Menu } from '@mantine/core'
import { type Container, keyOf } from '../../shared/model.ts'
import type { Why } from '../actions/availability.ts'
import { restoreInPlace } from '../actions/checkpoints.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useCheckpointsOf } from '../store/checkpoints.ts'
import { clock } from '../words/time.ts'

/** Back to one of its checkpoints, in place; the newest is first. */
export function RestoreMenu({ container, why }: { container: Container; why: Why }) {
  const checkpoints = useCheckpointsOf(keyOf(container)).filter(({ restorable }) => restorable)
  const none = checkpoints.length === 0 ? 'there is no checkpoint of it' : null
  return (
    <Menu disabled={why !== null || none !== null}>
      <Menu.Target>
        <ActionButton
          why={why ?? none}
          tip={<code>conmon --restore … runc restore {container.id}</code>}
          aria-haspopup="menu"
          onPress={() => {}}
        >
          Restore…
        </ActionButton>
      </Menu.Target>
      <Menu.Dropdown>
        {checkpoints.toReversed().map((one) => (
          <Menu.Item key={one.id} onClick={() => void restoreInPlace(container, one)}>
            {one.name} · {clock(one.createdAt)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
