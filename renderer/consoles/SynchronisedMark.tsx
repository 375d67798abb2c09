import { UnstyledButton } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { takingPart, useSynchronised } from '../store/synchronised.ts'
import classes from './SynchronisedMark.module.css'
import { KEYS } from './split-keys.ts'

/** Over a console that is typed into together with others: how many they are, and the ways out of it. */
export function SynchronisedMark({ consoleKey, name }: { consoleKey: string; name: string }) {
  const chosen = useSynchronised(({ members }) => members.includes(consoleKey))
  const refusal = useSynchronised(({ refusals }) => refusals.get(consoleKey) ?? null)
  const count = useSynchronised((state) => takingPart(state).length)
  const { leave, stop } = useSynchronised.getState()
  if (!chosen) return null
  return (
    <div className={classes.mark} data-out={refusal !== null || undefined}>
      <IconKeyboard size={14} aria-hidden="true" />
      <span className={classes.words} role="status">
        {refusal === null ? `synchronised · ${count}` : `not synchronised: ${refusal}`}
      </span>
      <UnstyledButton
        className={classes.out}
        aria-label={`Leave the others, ${name}`}
        onClick={() => leave(consoleKey)}
      >
        Leave
      </UnstyledButton>
      <UnstyledButton className={classes.out} title={KEYS.synchronise.words} onClick={stop}>
        Stop for all <kbd className={classes.keys}>{KEYS.synchronise.words}</kbd>
      </UnstyledButton>
    </div>
  )
}
