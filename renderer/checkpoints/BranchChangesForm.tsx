import { t } from '@lingui/core/macro'
import { SegmentedControl, TextInput } from '@mantine/core'
import type { Network } from '../../shared/model.ts'
import type { Checkpoint } from '../model.ts'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { LimitsInputs } from '../parts/LimitsInputs.tsx'
import { useMissing } from '../store/machines.ts'
import { networkInWords } from '../words/network.ts'
import classes from './BranchDialog.module.css'
import type { BranchForm, BranchNetwork, HostnameChoice } from './branch-form.ts'

interface Props {
  checkpoint: Checkpoint
  form: BranchForm
  set(change: Partial<BranchForm>): void
}

/** What CRIU lets be otherwise than at the moment: the rest is offered, too, and says why not. */
export function BranchChangesForm({ checkpoint, form, set }: Props) {
  return (
    <div className={classes.form}>
      <FieldGroup
        label={t`Host name`}
        description={t`Set before its processes go on; what they keep of the old one themselves, as a prompt does, stays.`}
      >
        <SegmentedControl
          aria-label={t`Host name`}
          data={[
            {
              value: 'then',
              label: checkpoint.hostname
                ? t`${{ hostname: checkpoint.hostname }}, as then`
                : t`As then`,
            },
            { value: 'names', label: form.count === 1 ? t`Its name` : t`Their names` },
            { value: 'other', label: t`Another` },
          ]}
          value={form.hostname}
          onChange={(hostname) => set({ hostname: hostname as HostnameChoice })}
        />
      </FieldGroup>
      {form.hostname === 'other' && (
        <TextInput
          aria-label={t`Another host name`}
          value={form.otherHostname}
          spellCheck={false}
          onChange={(event) => set({ otherHostname: event.currentTarget.value })}
        />
      )}
      <FieldGroup label={t`Limits`} description={t`Memory below what the moment holds is refused.`}>
        <LimitsInputs
          value={form.limits}
          onChange={(limits) => set({ limits })}
          errorOf={() => undefined}
        />
      </FieldGroup>
      <NetworkChoice checkpoint={checkpoint} form={form} set={set} />
    </div>
  )
}

const HELP: Readonly<Record<'own' | 'outbound', string>> = {
  own: t`Loopback alone; connections over its way out are ended.`,
  outbound: t`No ports of this machine are forwarded: those are its source’s. Forward others later, at the branch.`,
}

function NetworkChoice({ checkpoint: { host, network: then }, form, set }: Props) {
  const noWayOut = useMissing(host, 'networkOut')
  const whyNot = whyNoOther(then)
  const description = form.network === 'then' ? asThen(then) : HELP[form.network]
  return (
    <FieldGroup label={t`Network`} description={description}>
      <SegmentedControl
        aria-label={t`Network`}
        data={[
          { value: 'then', label: t`As then` },
          { value: 'own', label: t`No way out`, disabled: whyNot !== null || then?.kind === 'own' },
          { value: 'outbound', label: t`Way out`, disabled: whyNot !== null || noWayOut !== null },
          { value: 'host', label: t`The host’s`, disabled: true },
        ]}
        value={form.network}
        onChange={(network) => set({ network: network as BranchNetwork })}
      />
      <p className={classes.what}>
        {whyNot ?? t`A network of its own cannot become the host’s: its sockets are in it.`}
        {whyNot === null && noWayOut && ` ${t`No way out here: ${noWayOut}`}`}
      </p>
    </FieldGroup>
  )
}

const asThen = (then: Network | null) =>
  then ? t`As then: ${{ network: networkInWords(then) }}.` : t`As then: what its config.json says.`

/** Why a moment's network stays what it was; null where it has one of its own, which may lead out or not. */
function whyNoOther(then: Network | null): string | null {
  switch (then?.kind) {
    case 'own':
    case 'outbound':
      return null
    case 'host':
      return t`It was on the host’s network, and CRIU puts its sockets back there.`
    case 'container':
      return t`It shared the network of ${{ container: then.container }}, which must live, and CRIU puts its sockets back there.`
    default:
      return t`An earlier version took it and did not say which network it had.`
  }
}
