import { Input } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './FieldGroup.module.css'

interface Props {
  label: string
  description?: ReactNode
  error?: ReactNode
  children: ReactNode
}

/** A label and its line of help for a control that has none of its own. */
export function FieldGroup({ label, description, error, children }: Props) {
  return (
    <Input.Wrapper
      size="xs"
      label={label}
      description={description}
      error={error}
      labelElement="div"
    >
      <div className={classes.control}>{children}</div>
    </Input.Wrapper>
  )
}
