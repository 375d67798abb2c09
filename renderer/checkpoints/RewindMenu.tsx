import { Menu } from '@mantine/core'
import { useState } from 'react'
import { commandOf } from '../../shared/lifecycle.ts'
import type { Why } from '../actions/availability.ts'
import { askRewind } from '../actions/rewind.ts'
import type { Face } from '../inspector/OneAction.tsx'
import type { Checkpoint, Container } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { useMissing } from '../store/machines.ts'
import { ACTION_LABELS } from '../words/actions.ts'
import { LAZY_HELP, LAZY_LABEL } from '../words/filling.ts'
import { clock } from '../words/time.ts'
import { lazyOptions } from './LazySwitch.tsx'
import { notHere } from './option-labels.ts'
import classes from './RewindMenu.module.css'

interface Props {
  container: Container
  checkpoints: readonly Checkpoint[]
  why: Why
  face?: Face | undefined
}

/** Back to one of its checkpoints, in place; the newest is first. */
export function RewindMenu({ container, checkpoints, why, face }: Props) {
  const [opened, setOpened] = useState(false)
  const [lazy, setLazy] = useState(true)
  const whyNotLazy = useMissing(container.host, 'lazyRestore')
  return (
    <Menu opened={opened} onChange={setOpened}>
      <Menu.Target>
        <ActionButton
          why={why}
          tip={<code>{commandOf('rewind', container.state, container.id)}</code>}
          command="container.rewind"
          aria-haspopup="menu"
          onPress={() => setOpened(!opened)}
          {...face}
        >
          {face?.children ?? ACTION_LABELS.rewind}
        </ActionButton>
      </Menu.Target>
      <Menu.Dropdown>
        {[...checkpoints].reverse().map((one) => (
          <Menu.Item key={one.id} onClick={() => askRewind(container, one, lazyOptions(lazy))}>
            {one.name} · {clock(one.createdAt)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.CheckboxItem
          checked={lazy && whyNotLazy === null}
          disabled={whyNotLazy !== null}
          closeMenuOnClick={false}
          onChange={setLazy}
        >
          {LAZY_LABEL}
          <span className={classes.help}>{whyNotLazy ? notHere(whyNotLazy) : LAZY_HELP}</span>
        </Menu.CheckboxItem>
      </Menu.Dropdown>
    </Menu>
  )
}
