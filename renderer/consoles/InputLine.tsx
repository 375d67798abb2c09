import { t } from '@lingui/core/macro'
import { Button, TextInput, Tooltip } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { closeStdin } from '../actions/containers.ts'
import { actOnExec } from '../actions/execs.ts'
import type { ConsoleTarget } from '../model.ts'
import type { ConsoleProcess } from './console-process.ts'
import classes from './InputLine.module.css'

interface Props {
  target: ConsoleTarget
  process: ConsoleProcess
  /** what was entered, with its newline */
  onLine(text: string): void
  /** stands beside it */
  aside: ReactNode
}

/** A line of stdin for a process without a terminal; up and down go through what was entered before. */
export function InputLine({ target, process, onLine, aside }: Props) {
  const [line, setLine] = useState('')
  const [entered, setEntered] = useState<readonly string[]>([])
  const [back, setBack] = useState(0)

  const recall = (steps: number) => {
    const to = Math.min(entered.length, Math.max(0, steps))
    setBack(to)
    setLine(to === 0 ? '' : (entered.at(-to) ?? ''))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      onLine(`${line}\n`)
      setEntered([...entered, line])
      setLine('')
      setBack(0)
    } else if (event.key === 'ArrowUp') recall(back + 1)
    else if (event.key === 'ArrowDown') recall(back - 1)
    else return
    event.preventDefault()
  }

  return (
    <div className={classes.line}>
      <TextInput
        className={classes.input}
        classNames={{ input: classes.mono }}
        leftSection={<span aria-hidden="true">›</span>}
        aria-label={t`Line to the stdin of ${{ console: process.title }}`}
        placeholder={t`Type a line for its stdin, Enter sends it`}
        value={line}
        onChange={(event) => setLine(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {aside}
      {process.stdin === 'once' && (
        <Tooltip label={t`No more input: the process reads the end of its stdin`}>
          <Button variant="default" onClick={() => void endStdin(target)}>
            {t`End stdin`}
          </Button>
        </Tooltip>
      )}
    </div>
  )

  function endStdin(of: ConsoleTarget) {
    if (of.kind === 'init') return closeStdin(of)
    if (of.kind === 'exec') return actOnExec('closeStdin', of, { args: [process.title] })
    return undefined
  }
}
