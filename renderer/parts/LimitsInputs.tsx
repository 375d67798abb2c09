import { t } from '@lingui/core/macro'
import { Group, NumberInput, SegmentedControl } from '@mantine/core'
import type { LimitsFields } from './limits-fields.ts'

interface Props {
  value: LimitsFields
  onChange(value: LimitsFields): void
  /** what the engine said about a field of Limits */
  errorOf(field: 'memory' | 'cpus' | 'pids'): string | undefined
  disabled?: boolean
  /** what an empty field means */
  placeholder?: string
}

/** Memory with its unit, CPUs, processes. */
export function LimitsInputs({ value, onChange, errorOf, disabled, placeholder }: Props) {
  const set = (change: Partial<LimitsFields>) => onChange({ ...value, ...change })
  const common = { disabled, placeholder: placeholder ?? t`not limited`, min: 0 }
  return (
    <Group align="flex-start" gap="sm" grow preventGrowOverflow={false}>
      <NumberInput
        {...common}
        label={t`Memory (${{ unit: value.unit }})`}
        value={value.memory}
        error={errorOf('memory')}
        onChange={(memory) => set({ memory: String(memory) })}
        rightSectionWidth={84}
        rightSection={
          <SegmentedControl
            size="xs"
            disabled={disabled}
            aria-label={t`Unit of memory`}
            data={['MiB', 'GiB']}
            value={value.unit}
            onChange={(unit) => set({ unit })}
            styles={{ label: { padding: '0 5px', fontSize: 11 }, root: { padding: 2 } }}
          />
        }
        style={{ flex: '2 1 170px' }}
      />
      <NumberInput
        {...common}
        label={t`CPUs`}
        step={0.5}
        decimalScale={2}
        value={value.cpus}
        error={errorOf('cpus')}
        onChange={(cpus) => set({ cpus: String(cpus) })}
        style={{ flex: '1 1 84px' }}
      />
      <NumberInput
        {...common}
        label={t`Processes`}
        allowDecimal={false}
        value={value.pids}
        error={errorOf('pids')}
        onChange={(pids) => set({ pids: String(pids) })}
        style={{ flex: '1 1 84px' }}
      />
    </Group>
  )
}
