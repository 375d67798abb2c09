import { t } from '@lingui/core/macro'
import { SegmentedControl } from '@mantine/core'
import type { Stdin } from '../../shared/model.ts'
import { FieldGroup } from './FieldGroup.tsx'

const CHOICES: ReadonlyArray<{ value: Stdin; label: string; help: string }> = [
  {
    value: 'open',
    label: t({ message: 'Open', context: 'stdin' }),
    help: t`Stays open for good, whoever leaves.`,
  },
  {
    value: 'once',
    label: t`One-shot`,
    help: t`Ends by a click on “End stdin”, and also when Runcible’s engine ends.`,
  },
  {
    value: 'none',
    label: t({ message: 'None', context: 'stdin' }),
    help: t`Reads /dev/null; what you type goes nowhere.`,
  },
]

interface Props {
  value: Stdin
  onChange(stdin: Stdin): void
}

/** What stdin is; it cannot be changed later, so each choice says what it means. */
export function StdinChoice({ value, onChange }: Props) {
  const help = CHOICES.find((choice) => choice.value === value)?.help
  return (
    <FieldGroup label="Stdin" description={help}>
      <SegmentedControl
        fullWidth
        aria-label="Stdin"
        data={CHOICES.map(({ value: choice, label }) => ({ value: choice, label }))}
        value={value}
        onChange={onChange}
      />
    </FieldGroup>
  )
}
