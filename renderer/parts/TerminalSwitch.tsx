import { Switch } from '@mantine/core'

interface Props {
  checked: boolean
  onChange(terminal: boolean): void
}

export function TerminalSwitch({ checked, onChange }: Props) {
  return (
    <Switch
      label="Terminal"
      description={checked ? 'a pty, as a shell wants it' : 'pipes: stdout and stderr told apart'}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}
