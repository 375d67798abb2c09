import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core'
import type { ReactNode, Ref } from 'react'

interface Props extends ActionIconProps {
  /** what it does: its name and its tooltip */
  label: string
  children: ReactNode
  ref?: Ref<HTMLButtonElement>
  onClick?(): void
  'aria-pressed'?: boolean
  'aria-expanded'?: boolean
}

/** An icon that says what it does, to the eye and to a screen reader. */
export function IconButton({ label, children, ...rest }: Props) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} {...rest}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
