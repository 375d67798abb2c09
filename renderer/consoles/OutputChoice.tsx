import { SegmentedControl } from '@mantine/core'
import classes from './OutputChoice.module.css'
import type { Shown } from './session.ts'

const CHOICES = [
  { value: 'both', label: 'both' },
  { value: 'stdout', label: 'stdout' },
  { value: 'stderr', label: <span className={classes.stderr}>stderr</span> },
] as const

interface Props {
  value: Shown
  onChange(shown: Shown): void
}

/** Which of a process's outputs is shown; drawn as they are drawn, so that it says which is which. */
export function OutputChoice({ value, onChange }: Props) {
  return (
    <SegmentedControl
      className={classes.choice}
      aria-label="Output shown"
      data={[...CHOICES]}
      value={value}
      onChange={onChange}
    />
  )
}
