import { Button, type ButtonProps, Tooltip, VisuallyHidden } from '@mantine/core'
import { type ReactNode, type Ref, useId } from 'react'
import type { Why } from '../actions/availability.ts'
import { useAriaKeys, useKeysInWords } from '../keys/bindings.ts'
import { unlessWatching } from '../observer/role.ts'
import classes from './ActionButton.module.css'

interface Props extends ButtonProps {
  children: ReactNode
  /** why it cannot be pressed; null where it can */
  why: Why
  /** it changes nothing: an observer may press it, too */
  looks?: boolean
  /** what an allowed press does, the command under it as a rule */
  tip?: ReactNode
  /** absent where it sends its form, as Enter in a field of that does */
  onPress?(): void
  /** the command that does the same, whose keys it tells */
  command?: string | undefined
  ref?: Ref<HTMLButtonElement>
  'aria-label'?: string
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
}

/**
 * A button that says why when it cannot be pressed. It stays focusable then, so that the keyboard and a screen reader reach
 * the reason, too.
 */
export function ActionButton(props: Props) {
  const {
    children,
    why: whyNot,
    looks = false,
    tip,
    onPress,
    command,
    ref,
    className,
    ...rest
  } = props
  const why = looks ? whyNot : unlessWatching(whyNot)
  const id = useId()
  const keys = useKeysInWords(command ?? '')
  const ariaKeys = useAriaKeys(command ?? '')
  return (
    <>
      <Tooltip label={<Told {...{ why, tip, keys }} />} disabled={!why && !tip && !keys}>
        <Button
          ref={ref}
          variant="default"
          className={`${classes.button} ${className ?? ''}`}
          {...rest}
          type={onPress ? 'button' : 'submit'}
          data-disabled={why !== null || undefined}
          aria-disabled={why !== null}
          aria-keyshortcuts={ariaKeys}
          aria-describedby={why !== null || tip ? id : undefined}
          onClick={(event) => {
            if (why !== null) return event.preventDefault()
            leave(event.currentTarget)
            onPress?.()
          }}
        >
          {children}
        </Button>
      </Tooltip>
      {(why !== null || tip) && <VisuallyHidden id={id}>{why ?? tip}</VisuallyHidden>}
    </>
  )
}

/** Why not, and what it would be all the same: who learns wants to know both. */
function Told({ why, tip, keys }: Pick<Props, 'why' | 'tip'> & { keys: string | undefined }) {
  return (
    <>
      {why}
      {why && tip && <br />}
      {tip}
      {keys && (
        <>
          {(why || tip) && ' · '}
          <kbd className={classes.keys}>{keys}</kbd>
        </>
      )}
    </>
  )
}

/**
 * As if the pointer had gone. What was pressed may move to where the pointer is not, which the browser tells only once that
 * moves: a tooltip would open there, and lie over a neighbour.
 */
const leave = (button: HTMLElement) => button.dispatchEvent(new MouseEvent('mouseleave'))
