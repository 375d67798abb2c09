import { t } from '@lingui/core/macro'
import { Switch } from '@mantine/core'

interface Props {
  checked: boolean
  onChange(terminal: boolean): void
}

export function TerminalSwitch({ checked, onChange }: Props) {
  return (
    <Switch
      label={t`Terminal`}
      description={checked ? t`a pty, as a shell wants it` : t`pipes: stdout and stderr told apart`}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}
