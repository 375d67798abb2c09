import { t } from '@lingui/core/macro'
import { Select, Switch, TextInput } from '@mantine/core'
import type { RowProps } from './MountRow.tsx'
import classes from './Mounts.module.css'
import type { MountFields, Propagation } from './mount-fields.ts'

const PROPAGATIONS: { value: Propagation; label: string }[] = [
  { value: 'rprivate', label: t`private (rprivate)` },
  { value: 'rslave', label: t`from the host (rslave)` },
  { value: 'rshared', label: t`both ways (rshared)` },
  { value: 'private', label: t`private, this alone` },
  { value: 'slave', label: t`slave, this alone` },
  { value: 'shared', label: t`shared, this alone` },
]

/** What a mount of its kind leaves to be said. */
export function MountOptions({
  fields,
  set,
  errorOf,
}: Pick<RowProps<MountFields>, 'fields' | 'set' | 'errorOf'>) {
  const flag = (field: 'recursive' | 'copyUp' | 'noexec' | 'nosuid' | 'nodev', label: string) => (
    <Switch
      label={label}
      checked={fields[field]}
      onChange={(event) => set({ [field]: event.currentTarget.checked })}
    />
  )
  switch (fields.kind) {
    case 'bind':
      return (
        <div className={classes.options}>
          <Select
            label={t`Later mounts appear`}
            data={PROPAGATIONS}
            value={fields.propagation}
            error={errorOf('propagation')}
            onChange={(propagation) => set({ propagation: propagation as Propagation })}
          />
          <div className={classes.flags}>{flag('recursive', t`With what is mounted below it`)}</div>
        </div>
      )
    case 'volume':
      return flag('copyUp', t`Filled with what the image has there, while it is new`)
    case 'tmpfs':
      return (
        <div className={classes.options}>
          <TextInput
            label={t`Mode`}
            value={fields.mode}
            error={errorOf('mode')}
            onChange={(event) => set({ mode: event.currentTarget.value })}
          />
          <div className={classes.flags}>
            {flag('noexec', t`No programs`)}
            {flag('nosuid', t`No setuid`)}
            {flag('nodev', t`No devices`)}
          </div>
        </div>
      )
  }
}
