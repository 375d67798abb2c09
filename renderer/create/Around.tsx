import { t } from '@lingui/core/macro'
import { Switch, TextInput } from '@mantine/core'
import { LimitsInputs } from '../parts/LimitsInputs.tsx'
import { ProcessInputs } from '../parts/ProcessInputs.tsx'
import { useMissing } from '../store/machines.ts'
import classes from './CreateDialog.module.css'
import { NetworkInputs } from './NetworkInputs.tsx'
import type { PartProps } from './What.tsx'

/** What is around the process: limits, network, and who and where it is. */
export function Around({ state, errorOf }: PartProps) {
  const { host, form, set, id, image } = state
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
      {noLimits && <p className={classes.probe}>{t`No limits here: ${noLimits}`}</p>}
      <NetworkInputs state={state} errorOf={errorOf} />
      {!restored && (
        <>
          <Switch
            label={t`Read-only rootfs`}
            checked={form.readonlyRootfs}
            onChange={(event) => set({ readonlyRootfs: event.currentTarget.checked })}
          />
          <TextInput
            label={t`Hostname`}
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
