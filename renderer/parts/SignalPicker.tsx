import { t } from '@lingui/core/macro'
import { Select } from '@mantine/core'
import { SIGNALS } from '../../shared/model.ts'

const OPTIONS = SIGNALS.map(([name, number]) => ({
  value: String(number),
  label: `${name} (${number})`,
}))

interface Props {
  value: number
  onChange(signal: number): void
}

/** A signal by name, those first that are looked for most. */
export function SignalPicker({ value, onChange }: Props) {
  return (
    <Select
      label={t`Signal`}
      searchable
      data={OPTIONS}
      value={String(value)}
      onChange={(chosen) => chosen && onChange(Number(chosen))}
      comboboxProps={{ withinPortal: false }}
      withScrollArea={false}
      styles={{ options: { maxHeight: 240, overflowY: 'auto' } }}
    />
  )
}
