import { t } from '@lingui/core/macro'
import { SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import type { HostId } from '../../shared/hosts.ts'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { PortsInputs } from '../parts/PortsInputs.tsx'
import { useContainers } from '../store/containers.ts'
import { useMissing } from '../store/machines.ts'
import { networkInWords } from '../words/network.ts'
import classes from './CreateDialog.module.css'
import {
  choicesFor,
  fromExposed,
  fromNetwork,
  type NetworkChoice,
  type NetworkFields,
} from './network-fields.ts'
import type { PartProps } from './What.tsx'

const LABELS: Readonly<Record<NetworkChoice, string>> = {
  source: t`As it was`,
  own: t`Its own`,
  outbound: t`Way out`,
  host: t`The host’s`,
  container: t`Another’s`,
}

const OF_BUNDLE = { source: t`As the bundle` } as const
const OF_THEN = { own: t`No way out`, outbound: t`Other ports` } as const

const HELP: Readonly<Record<NetworkChoice, string>> = {
  source: t`What its config.json says.`,
  own: t`A namespace of its own, with nothing but loopback in it.`,
  outbound: t`Its own, with a way out to what this machine reaches, and in by the ports below.`,
  host: t`Shares every interface and port of this machine.`,
  container: t`Shares loopback, ports and way out of a container that lives, as in a pod.`,
}

/** Which network a container gets, and what leads out of it and into it. */
export function NetworkInputs({ state, errorOf }: Pick<PartProps, 'state' | 'errorOf'>) {
  const { host, form, set, checkpoint } = state
  const noWayOut = useMissing(host, 'networkOut')
  const then = form.source === 'checkpoint' ? checkpoint?.network : undefined
  const choices = choicesFor(form.source, then)
  if (choices.length === 0) return null
  const { network, networkFields: fields } = form
  const change = (part: Partial<NetworkFields>) => set({ networkFields: { ...fields, ...part } })
  const labels = { ...LABELS, ...(then && OF_THEN), ...(form.source === 'bundle' && OF_BUNDLE) }
  return (
    <>
      <FieldGroup
        label={t`Network`}
        description={
          network === 'source' && then
            ? t`As then: ${{ network: networkInWords(then) }}.`
            : HELP[network]
        }
        error={errorHere(network, errorOf)}
      >
        <SegmentedControl
          fullWidth
          aria-label={t`Network`}
          data={choices.map((value) => ({
            value,
            label: labels[value],
            disabled: value === 'outbound' && noWayOut !== null,
          }))}
          value={network}
          onChange={(value) => set({ network: value, networkFields: begun(state, value) })}
        />
        {noWayOut && <p className={classes.probe}>{t`No way out here: ${noWayOut}`}</p>}
      </FieldGroup>
      {network === 'outbound' && <WayOut fields={fields} change={change} errorOf={errorOf} />}
      {network === 'container' && (
        <Owner
          host={host}
          namespace={form.namespace}
          value={fields.container}
          error={errorOf('network.container')}
          onChange={(container) => change({ container })}
        />
      )}
    </>
  )
}

/** What a choice begins with: the ports of then, or those that the image says it listens on. */
function begun({ form, checkpoint, image }: PartProps['state'], choice: NetworkChoice) {
  const { networkFields: fields, network, source } = form
  if (source === 'checkpoint' && network === 'source') return fromNetwork(checkpoint?.network)
  const untouched = choice === 'outbound' && fields.ports.length === 0
  if (source !== 'image' || !image || !untouched) return fields
  return { ...fields, ports: fromExposed(image.config.exposedPorts) }
}

/** What stands at no field that is shown. */
function errorHere(network: NetworkChoice, errorOf: PartProps['errorOf']) {
  const elsewhere = {
    outbound: errorOf('network.ports') ?? errorOf('network.dns'),
    container: errorOf('network.container'),
  }
  const shown = network === 'outbound' || network === 'container' ? elsewhere[network] : undefined
  return shown === undefined ? errorOf('network') : undefined
}

interface WayOutProps {
  fields: NetworkFields
  change(part: Partial<NetworkFields>): void
  errorOf(field: string): string | undefined
}

function WayOut({ fields, change, errorOf }: WayOutProps) {
  return (
    <>
      <PortsInputs
        value={fields.ports}
        onChange={(ports) => change({ ports })}
        errorOf={(index) => errorOf(`network.ports.${index}`)}
      />
      <Switch
        label={t`This machine’s loopback, too`}
        description={t`10.0.2.2 leads to what listens on 127.0.0.1 here, which is closed otherwise.`}
        checked={fields.hostLoopback}
        onChange={(event) => change({ hostLoopback: event.currentTarget.checked })}
      />
      <TextInput
        label={t`Name servers`}
        placeholder={t`this machine’s`}
        value={fields.dns}
        error={errorOf('network.dns')}
        onChange={(event) => change({ dns: event.currentTarget.value })}
        spellCheck={false}
      />
    </>
  )
}

interface OwnerProps {
  host: HostId
  namespace: string
  value: string | null
  error: string | undefined
  onChange(container: string | null): void
}

function Owner({ host, namespace, value, error, onChange }: OwnerProps) {
  const byKey = useContainers((state) => state.byKey)
  const living = [...byKey.values()].filter(
    (one) => one.host === host && one.namespace === namespace && one.pid !== null,
  )
  return (
    <Select
      label={t`Whose network`}
      placeholder={living.length === 0 ? t`none lives in this namespace` : t`choose a container`}
      searchable
      data={living.map(({ id }) => id)}
      value={value}
      error={error}
      onChange={onChange}
    />
  )
}
