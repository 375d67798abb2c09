import { t } from '@lingui/core/macro'
import { UnstyledButton } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { useKeysInWords } from '../keys/bindings.ts'
import { takingPart, useSynchronised } from '../store/synchronised.ts'
import classes from './SynchronisedMark.module.css'

/** Over a console that is typed into together with others: how many they are, and the ways out of it. */
export function SynchronisedMark({ consoleKey, name }: { consoleKey: string; name: string }) {
  const chosen = useSynchronised(({ members }) => members.includes(consoleKey))
  const refusal = useSynchronised(({ refusals }) => refusals.get(consoleKey) ?? null)
  const count = useSynchronised((state) => takingPart(state).length)
  const { leave, stop } = useSynchronised.getState()
  const keys = useKeysInWords('console.synchronise')
  if (!chosen) return null
  return (
    <div className={classes.mark} data-out={refusal !== null || undefined}>
      <IconKeyboard size={14} aria-hidden="true" />
      <span className={classes.words} role="status">
        {refusal === null ? t`synchronised · ${count}` : t`not synchronised: ${refusal}`}
      </span>
      <UnstyledButton
        className={classes.out}
        aria-label={t`Leave the others, ${name}`}
        onClick={() => leave(consoleKey)}
      >
        {t`Leave`}
      </UnstyledButton>
      <UnstyledButton className={classes.out} title={keys} onClick={stop}>
        {t`Stop for all`} {keys && <kbd className={classes.keys}>{keys}</kbd>}
      </UnstyledButton>
    </div>
  )
}
