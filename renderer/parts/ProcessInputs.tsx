import { t } from '@lingui/core/macro'
import { Textarea, TextInput } from '@mantine/core'
import type { ProcessFields } from './process-fields.ts'

interface Props {
  value: ProcessFields
  /** what holds where nothing is typed */
  placeholders?: { user: string; workingDir: string; env: readonly string[] } | undefined
  onChange(change: Partial<ProcessFields>): void
  errorOf(field: string): string | undefined
}

/** User, working directory and environment: the same for a container's init and for an exec. */
export function ProcessInputs({ value, placeholders, onChange, errorOf }: Props) {
  return (
    <>
      <TextInput
        label={t`User`}
        placeholder={placeholders?.user || 'root, 1000:1000'}
        value={value.user}
        error={errorOf('user')}
        onChange={(event) => onChange({ user: event.currentTarget.value })}
      />
      <TextInput
        label={t`Working directory`}
        placeholder={placeholders?.workingDir || '/'}
        value={value.cwd}
        error={errorOf('cwd')}
        onChange={(event) => onChange({ cwd: event.currentTarget.value })}
      />
      <Textarea
        label={t`Environment`}
        placeholder={placeholders?.env.join('\n') || t`NAME=value\none a line`}
        autosize
        minRows={2}
        maxRows={6}
        value={value.env}
        error={errorOf('env')}
        onChange={(event) => onChange({ env: event.currentTarget.value })}
        spellCheck={false}
      />
    </>
  )
}
