import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type HostEntry, SshAddress } from '../../shared/hosts.ts'
import { connectHost, goToHost, keepSshHost, SSH_PLACE } from '../actions/hosts.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Section } from '../parts/Section.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useRunningAt } from '../store/running.ts'
import { type AddressFields, fromAddress, toAddress } from './address-fields.ts'
import classes from './SshDialog.module.css'

const FIELDS = ['host', 'user', 'port', 'identityFile', 'command'].map((one) => `address.${one}`)

interface Props {
  /** the machine that is changed; null adds one */
  change: HostEntry | null
  onClose(): void
}

/** A machine that is reached over ssh: who and where. Everything else is ssh's own configuration's. */
export function SshDialog({ change, onClose }: Props) {
  const [fields, setFields] = useState<AddressFields>(() => fromAddress(change?.address ?? null))
  const set = (part: Partial<AddressFields>) => setFields({ ...fields, ...part })
  const running = useRunningAt(SSH_PLACE) !== undefined
  const { errorOf, atField } = useFieldErrors(SSH_PLACE, FIELDS)
  const parsed = SshAddress.safeParse(toAddress(fields))
  const wrong = (field: keyof AddressFields) => {
    const issue = parsed.error?.issues.find((one) => one.path[0] === field)
    return issue && fields[field] !== '' ? engineWords(issue.message) : undefined
  }
  const wrongBelow = wrong('identityFile') !== undefined || wrong('command') !== undefined

  const keep = async () => {
    if (!parsed.success) return
    const entry = await keepSshHost(parsed.data, change)
    if (!entry) return
    onClose()
    await (change ? connectHost(entry.id) : goToHost(entry.id))
  }

  return (
    <DialogFrame
      onClose={onClose}
      size={520}
      title={change ? t`Change ${{ label: change.label }}` : t`Add a machine over ssh`}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!running) void keep()
        }}
      >
        <p className={classes.what}>
          <Trans>
            Runcible starts its engine there over ssh, as that user. Keys and known hosts are as for
            ssh in a terminal; it is not asked for passwords here.
          </Trans>
        </p>
        <div className={classes.row}>
          <TextInput
            data-autofocus
            label={t`Machine`}
            placeholder={t`name or address`}
            value={fields.host}
            error={wrong('host') ?? errorOf('address.host')}
            onChange={(event) => set({ host: event.currentTarget.value })}
            spellCheck={false}
          />
          <TextInput
            label={t`User`}
            placeholder={t`as ssh is configured`}
            value={fields.user}
            error={wrong('user') ?? errorOf('address.user')}
            onChange={(event) => set({ user: event.currentTarget.value })}
            spellCheck={false}
          />
          <NumberInput
            label={t`Port`}
            placeholder="22"
            value={fields.port}
            error={wrong('port') ?? errorOf('address.port')}
            onChange={(port) => set({ port: String(port) })}
          />
        </div>
        <Section title={t`Advanced`} forced={wrongBelow}>
          <div className={classes.form}>
            <TextInput
              label={t`Private key`}
              placeholder={t`the ones that ssh is configured with`}
              value={fields.identityFile}
              error={wrong('identityFile') ?? errorOf('address.identityFile')}
              onChange={(event) => set({ identityFile: event.currentTarget.value })}
              spellCheck={false}
            />
            <TextInput
              label={t`Engine there`}
              placeholder={t`runcible-engine, on the PATH there`}
              value={fields.command}
              error={wrong('command') ?? errorOf('address.command')}
              onChange={(event) => set({ command: event.currentTarget.value })}
              spellCheck={false}
            />
          </div>
        </Section>
        {!atField && <FailureAt place={SSH_PLACE} />}
        <DialogFoot>
          <ActionButton
            variant="filled"
            loading={running}
            why={parsed.success ? null : t`name a machine first`}
          >
            {change ? t`Keep & connect` : t`Add & connect`}
          </ActionButton>
        </DialogFoot>
      </form>
    </DialogFrame>
  )
}
