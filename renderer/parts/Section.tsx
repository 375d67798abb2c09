import { Collapse, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import classes from './Section.module.css'

interface Props {
  title: string
  /** open whatever was chosen: something in it must be seen */
  forced?: boolean
  children: ReactNode
}

/** A part of a dialog that is folded at first. */
export function Section({ title, forced = false, children }: Props) {
  const [wanted, setOpen] = useState(false)
  const open = wanted || forced
  const id = useId()
  return (
    <div>
      <UnstyledButton
        className={classes.toggle}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight size={14} data-open={open || undefined} />
        {title}
      </UnstyledButton>
      <Collapse id={id} expanded={open} transitionDuration={100}>
        <div className={classes.content}>{children}</div>
      </Collapse>
    </div>
  )
}
