import { t } from '@lingui/core/macro'
import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { parseCommandLine } from '../words/command-line.ts'
import classes from './CommandInput.module.css'

interface Props {
  value: string
  onChange(line: string): void
  placeholder?: string
  description?: ReactNode
  /** what the engine said about it */
  error?: string | undefined
  autoFocus?: boolean
}

/** A command as one line; what it was taken apart into is shown under it as soon as there is more than one part. */
export function CommandInput({ value, onChange, error, autoFocus, ...rest }: Props) {
  const parsed = parseCommandLine(value)
  const args = 'args' in parsed ? parsed.args : []
  return (
    <div>
      <TextInput
        {...rest}
        label={t`Command`}
        classNames={{ input: classes.mono }}
        data-autofocus={autoFocus || undefined}
        value={value}
        error={'error' in parsed ? parsed.error : error}
        onChange={(event) => onChange(event.currentTarget.value)}
        spellCheck={false}
      />
      {args.length > 1 && (
        <ol className={classes.args} aria-label={t`Arguments`}>
          {args.map((arg, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an argument is its place
            <li key={index}>{arg === '' ? t`(empty)` : arg}</li>
          ))}
        </ol>
      )}
    </div>
  )
}
