import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Autocomplete, TextInput } from '@mantine/core'
import type { Image } from '../../shared/model.ts'
import { CommandInput } from '../parts/CommandInput.tsx'
import type { ProcessFields } from '../parts/process-fields.ts'
import { StdinChoice } from '../parts/StdinChoice.tsx'
import { TerminalSwitch } from '../parts/TerminalSwitch.tsx'
import { useMachine } from '../store/machines.ts'
import { formatArgs } from '../words/command-line.ts'
import classes from './CreateDialog.module.css'
import { type CreateForm, effectiveTerminal } from './form.ts'
import { SourceInputs } from './SourceInputs.tsx'
import type { CreateState } from './use-create.ts'
import type { Probe } from './use-probe.ts'

export interface PartProps {
  state: CreateState
  probe: Probe | undefined
  errorOf(field: string): string | undefined
}

const NewMark = () => <span className={classes.new}>{t`new`}</span>

/** What runs: its name, where its files come from, its command and its console. */
export function What({ state, probe, errorOf }: PartProps) {
  const { host, form, set, id, image } = state
  const { namespaces } = useMachine(host)
  const setProcess = (change: Partial<ProcessFields>) =>
    set({ process: { ...form.process, ...change } })
  return (
    <div className={classes.column}>
      <div className={classes.row}>
        <TextInput
          label={t`Name`}
          data-autofocus
          value={id}
          error={errorOf('id')}
          onChange={(event) => set({ id: event.currentTarget.value })}
          onFocus={(event) => event.currentTarget.select()}
          spellCheck={false}
        />
        <Autocomplete
          size="xs"
          label={t`Namespace`}
          data={[...namespaces]}
          value={form.namespace}
          rightSection={namespaces.includes(form.namespace) ? null : <NewMark />}
          rightSectionWidth={44}
          error={errorOf('namespace')}
          onChange={(namespace) => set({ namespace })}
        />
      </div>
      <SourceInputs state={state} probe={probe} errorOf={errorOf} />
      {form.source === 'checkpoint' ? (
        <p className={classes.note}>
          <Trans>
            Command, environment, user, console and hostname are the checkpoint’s: the process goes
            on where it stood.
          </Trans>
        </p>
      ) : (
        <>
          <CommandInput
            value={form.process.command}
            placeholder={formatArgs(argsOf(form, image) ?? probe?.args ?? ['sh'])}
            error={errorOf('process.args')}
            onChange={(command) => setProcess({ command })}
          />
          <TerminalSwitch
            checked={effectiveTerminal(form, probe?.terminal)}
            onChange={(terminal) => set({ terminal })}
          />
        </>
      )}
      <StdinChoice value={form.process.stdin} onChange={(stdin) => setProcess({ stdin })} />
    </div>
  )
}

/** What an image runs where nothing else is said. */
function argsOf({ source }: CreateForm, image: Image | undefined): string[] | undefined {
  if (source !== 'image' || !image) return undefined
  const args = [...image.config.entrypoint, ...image.config.cmd]
  return args.length > 0 ? args : undefined
}
