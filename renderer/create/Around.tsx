import { SegmentedControl, Switch, TextInput } from '@mantine/core'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { LimitsInputs } from '../parts/LimitsInputs.tsx'
import { ProcessInputs } from '../parts/ProcessInputs.tsx'
import { useMissing } from '../store/machines.ts'
import classes from './CreateDialog.module.css'
import type { CreateForm } from './form.ts'
import type { PartProps } from './What.tsx'

const NETWORKS: ReadonlyArray<{ value: CreateForm['network']; label: string }> = [
  { value: 'own', label: 'Its own' },
  { value: 'host', label: 'The host’s' },
]
const AS_BUNDLE = { value: 'source', label: 'As the bundle' } as const

/** What is around the process: limits, network, and who and where it is. */
export function Around({ state: { host, form, set, id, image }, errorOf }: PartProps) {
  const noLimits = useMissing(host, 'limits')
  const restored = form.source === 'checkpoint'
  return (
    <div className={classes.column}>
      <LimitsInputs
        value={form.limits}
        onChange={(limits) => set({ limits })}
        errorOf={(field) => errorOf(`limits.${field}`)}
        disabled={noLimits !== null}
      />
      {noLimits && <p className={classes.probe}>No limits here: {noLimits}</p>}
      {!restored && (
        <>
          <FieldGroup
            label="Network"
            description={
              form.network === 'host'
                ? 'Shares every interface and port of this machine.'
                : form.network === 'own'
                  ? 'A namespace of its own, with nothing but loopback in it.'
                  : 'What its config.json says.'
            }
          >
            <SegmentedControl
              fullWidth
              aria-label="Network"
              data={form.source === 'bundle' ? [AS_BUNDLE, ...NETWORKS] : [...NETWORKS]}
              value={form.network}
              onChange={(network) => set({ network })}
            />
          </FieldGroup>
          <Switch
            label="Read-only rootfs"
            checked={form.readonlyRootfs}
            onChange={(event) => set({ readonlyRootfs: event.currentTarget.checked })}
          />
          <TextInput
            label="Hostname"
            placeholder={id}
            value={form.hostname}
            error={errorOf('hostname')}
            onChange={(event) => set({ hostname: event.currentTarget.value })}
          />
          <ProcessInputs
            value={form.process}
            placeholders={form.source === 'image' ? image?.config : undefined}
            onChange={(change) => set({ process: { ...form.process, ...change } })}
            errorOf={(field) => errorOf(`process.${field}`)}
          />
        </>
      )}
    </div>
  )
}
