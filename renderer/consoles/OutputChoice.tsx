import { t } from '@lingui/core/macro'
import { SegmentedControl } from '@mantine/core'
import classes from './OutputChoice.module.css'
import type { Shown } from './session.ts'

const CHOICES = [
  { value: 'both', label: t({ message: 'both', context: 'stdout and stderr' }) },
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
      aria-label={t`Output shown`}
      data={[...CHOICES]}
      value={value}
      onChange={onChange}
    />
  )
}
