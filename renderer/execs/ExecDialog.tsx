import { t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ExecRequest } from '../../shared/model.ts'
import { runExec } from '../actions/execs.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type ContainerRef, keyOf } from '../model.ts'
import { CommandInput } from '../parts/CommandInput.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { ProcessInputs } from '../parts/ProcessInputs.tsx'
import {
  commandError,
  EMPTY_PROCESS,
  type ProcessFields,
  toProcess,
} from '../parts/process-fields.ts'
import { Runs } from '../parts/Runs.tsx'
import { StdinChoice } from '../parts/StdinChoice.tsx'
import { TerminalSwitch } from '../parts/TerminalSwitch.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useForeign } from '../store/foreign.ts'
import { useRunningAt } from '../store/running.ts'
import { execCommands } from '../words/commands.ts'
import classes from './ExecDialog.module.css'

interface Props {
  container: ContainerRef
  onClose(): void
}

/** Another process in a container: any command, in a terminal or on pipes. */
export function ExecDialog({ container, onClose }: Props) {
  const place = `exec ${keyOf(container)}`
  const [fields, setFields] = useState<ProcessFields>({ ...EMPTY_PROCESS, command: 'sh' })
  const root = useForeign(keyOf(container))?.runtimeRoot
  const set = (change: Partial<ProcessFields>) => setFields({ ...fields, ...change })
  const running = useRunningAt(place) !== undefined
  const { errorOf, atField } = useFieldErrors(place, ['request'])
  const unfit = fields.command.trim() === '' || commandError(fields) !== null

  const run = async () => {
    const request = { args: [], ...toProcess(fields), stdin: fields.stdin } satisfies ExecRequest
    if (await runExec(container, request, place)) onClose()
  }

  return (
    <DialogFrame onClose={onClose} size={520} title={t`Exec in ${{ name: container.id }}`}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!unfit) void run()
        }}
      >
        <CommandInput
          autoFocus
          value={fields.command}
          error={errorOf('request.args')}
          onChange={(command) => set({ command })}
        />
        <TerminalSwitch checked={fields.terminal} onChange={(terminal) => set({ terminal })} />
        <StdinChoice value={fields.stdin} onChange={(stdin) => set({ stdin })} />
        <ProcessInputs
          value={fields}
          onChange={set}
          errorOf={(field) => errorOf(`request.${field}`)}
        />
        {!atField && <FailureAt place={place} />}
        {!unfit && (
          <Runs commands={execCommands(container.id, toProcess(fields).args ?? [], root)} />
        )}
        <DialogFoot>
          <Button type="submit" loading={running} disabled={unfit}>
            {t`Run`}
          </Button>
        </DialogFoot>
      </form>
    </DialogFrame>
  )
}
