import { UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import { useLayout } from '../store/layout.ts'
import classes from './Fold.module.css'

interface Props {
  /** what it is remembered by */
  name: string
  title: string
  /** beside the title, seen when folded too */
  aside?: ReactNode
  children: ReactNode
}

/** A section of the inspector that folds; which ones are open is remembered. */
export function Fold({ name, title, aside, children }: Props) {
  const id = useId()
  const open = useLayout((state) => state.sections.includes(name))
  const toggle = useLayout((state) => state.toggleSection)
  return (
    <section className={classes.fold} data-section={name}>
      <h3 className={classes.heading}>
        <UnstyledButton
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => toggle(name)}
        >
          <IconChevronRight size={14} className={classes.chevron} data-open={open || undefined} />
          <span>{title}</span>
        </UnstyledButton>
        {aside && <span className={classes.aside}>{aside}</span>}
      </h3>
      <div id={id} hidden={!open} className={classes.content}>
        {open && children}
      </div>
    </section>
  )
}
