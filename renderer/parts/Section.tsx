import { Collapse, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import classes from './Section.module.css'

interface Props {
  title: string
  /** beside the title, seen when folded too */
  aside?: ReactNode
  /** open whatever was chosen: something in it must be seen */
  forced?: boolean
  /** open at first: something in it was filled in */
  filled?: boolean
  children: ReactNode
}

/** A part of a dialog that is folded at first, unless something in it was filled in. */
export function Section({ title, aside, forced = false, filled = false, children }: Props) {
  const [wanted, setOpen] = useState(filled)
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
      {aside && <span className={classes.aside}>{aside}</span>}
      <Collapse id={id} expanded={open} transitionDuration={100}>
        <div className={classes.content}>{open && children}</div>
      </Collapse>
    </div>
  )
}
