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
        label="Host name"
        description="Set before its processes go on; what they keep of the old one themselves, as a prompt does, stays."
      >
        <SegmentedControl
          aria-label="Host name"
          data={[
            {
              value: 'then',
              label: checkpoint.hostname ? `${checkpoint.hostname}, as then` : 'As then',
            },
            { value: 'names', label: form.count === 1 ? 'Its name' : 'Their names' },
            { value: 'other', label: 'Another' },
          ]}
          value={form.hostname}
          onChange={(hostname) => set({ hostname: hostname as HostnameChoice })}
        />
      </FieldGroup>
      {form.hostname === 'other' && (
        <TextInput
          aria-label="Another host name"
          value={form.otherHostname}
          spellCheck={false}
          onChange={(event) => set({ otherHostname: event.currentTarget.value })}
        />
      )}
      <FieldGroup label="Limits" description="Memory below what the moment holds is refused.">
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
  own: 'Loopback alone; connections over its way out are ended.',
  outbound:
    'No ports of this machine are forwarded: those are its source’s. Forward others later, at the branch.',
}

function NetworkChoice({ checkpoint: { host, network: then }, form, set }: Props) {
  const noWayOut = useMissing(host, 'networkOut')
  const whyNot = whyNoOther(then)
  const description =
    form.network === 'then'
      ? `As then: ${then ? networkInWords(then) : 'what its config.json says'}.`
      : HELP[form.network]
  return (
    <FieldGroup label="Network" description={description}>
      <SegmentedControl
        aria-label="Network"
        data={[
          { value: 'then', label: 'As then' },
          { value: 'own', label: 'No way out', disabled: whyNot !== null || then?.kind === 'own' },
          { value: 'outbound', label: 'Way out', disabled: whyNot !== null || noWayOut !== null },
          { value: 'host', label: 'The host’s', disabled: true },
        ]}
        value={form.network}
        onChange={(network) => set({ network: network as BranchNetwork })}
      />
      <p className={classes.what}>
        {whyNot ?? 'A network of its own cannot become the host’s: its sockets are in it.'}
        {whyNot === null && noWayOut && ` No way out here: ${noWayOut}`}
      </p>
    </FieldGroup>
  )
}

/** Why a moment's network stays what it was; null where it has one of its own, which may lead out or not. */
function whyNoOther(then: Network | null): string | null {
  switch (then?.kind) {
    case 'own':
    case 'outbound':
      return null
    case 'host':
      return 'It was on the host’s network, and CRIU puts its sockets back there.'
    case 'container':
      return `It shared the network of ${then.container}, which must live, and CRIU puts its sockets back there.`
    default:
      return 'An earlier version took it and did not say which network it had.'
  }
}
