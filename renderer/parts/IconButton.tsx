import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core'
import type { ReactNode, Ref } from 'react'
import type { Why } from '../actions/availability.ts'

interface Props extends ActionIconProps {
  /** what it does: its name and its tooltip */
  label: string
  /** more of that, in the tooltip alone */
  tip?: string
  /** why it cannot be pressed; it stays reachable then */
  why?: Why
  children: ReactNode
  ref?: Ref<HTMLButtonElement>
  onClick?(): void
  'aria-pressed'?: boolean
  'aria-expanded'?: boolean
  'aria-keyshortcuts'?: string
}

/** An icon that says what it does, to the eye and to a screen reader. */
export function IconButton({ label, tip, why = null, children, onClick, ...rest }: Props) {
  const unable = why !== null
  return (
    <Tooltip label={unable ? `${label}: ${why}` : (tip ?? label)}>
      <ActionIcon
        aria-label={unable ? `${label}: ${why}` : label}
        aria-disabled={unable || undefined}
        data-disabled={unable || undefined}
        {...rest}
        onClick={unable ? undefined : onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
