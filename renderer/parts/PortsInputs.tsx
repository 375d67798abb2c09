import { t } from '@lingui/core/macro'
import { Button, Select, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { IconButton } from './IconButton.tsx'
import classes from './PortsInputs.module.css'
import { NEW_PORT, type PortFields } from './ports-fields.ts'

interface Props {
  value: readonly PortFields[]
  onChange(value: PortFields[]): void
  /** what the engine said about a port, by its number in the list */
  errorOf(index: number): string | undefined
}

/** Ports of this machine that lead into a container, a row each. */
export function PortsInputs({ value, onChange, errorOf }: Props) {
  const change = (at: number, part: Partial<PortFields>) =>
    onChange(value.map((port, index) => (index === at ? { ...port, ...part } : port)))
  return (
    <div className={classes.ports}>
      {value.length > 0 && (
        <div className={`${classes.port} ${classes.heads}`} aria-hidden="true">
          <span>{t`Address`}</span>
          <span>{t`Port here`}</span>
          <span />
          <span>{t`Port inside`}</span>
        </div>
      )}
      {value.map((port, index) => (
        <Port
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is what stands at its place, and has no other name
          key={index}
          number={index + 1}
          value={port}
          error={errorOf(index)}
          onChange={(part) => change(index, part)}
          onRemove={() => onChange(value.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...value, NEW_PORT])}
        >
          {t`Forward a port`}
        </Button>
      </div>
    </div>
  )
}

interface PortProps {
  number: number
  value: PortFields
  error: string | undefined
  onChange(part: Partial<PortFields>): void
  onRemove(): void
}

function Port({ number, value, error, onChange, onRemove }: PortProps) {
  const bad = error !== undefined
  return (
    <div>
      <div className={classes.port}>
        <TextInput
          aria-label={t`Address of forward ${number}`}
          value={value.hostAddress}
          error={bad}
          onChange={(event) => onChange({ hostAddress: event.currentTarget.value })}
          spellCheck={false}
        />
        <TextInput
          aria-label={t`Port here of forward ${number}`}
          inputMode="numeric"
          placeholder="8080"
          value={value.hostPort}
          error={bad}
          onChange={(event) => onChange({ hostPort: event.currentTarget.value })}
        />
        <span aria-hidden="true">→</span>
        <TextInput
          aria-label={t`Port inside of forward ${number}`}
          inputMode="numeric"
          placeholder="80"
          value={value.containerPort}
          onChange={(event) => onChange({ containerPort: event.currentTarget.value })}
        />
        <Select
          aria-label={t`Protocol of forward ${number}`}
          allowDeselect={false}
          data={[
            { value: 'tcp', label: 'TCP' },
            { value: 'udp', label: 'UDP' },
          ]}
          value={value.protocol}
          onChange={(protocol) => onChange({ protocol: protocol === 'udp' ? 'udp' : 'tcp' })}
        />
        <IconButton label={t`Remove forward ${number}`} variant="subtle" onClick={onRemove}>
          <IconX size={14} />
        </IconButton>
      </div>
      {bad && (
        <div className={classes.error} role="alert">
          {error}
        </div>
      )}
      {!bad && value.hostAddress.trim() === '0.0.0.0' && (
        <div className={classes.heads}>{t`Other machines reach it, too.`}</div>
      )}
    </div>
  )
}
