import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button, Switch, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { IconButton } from '../parts/IconButton.tsx'
import { Looked } from './Looked.tsx'
import type { RowProps } from './MountRow.tsx'
import classes from './Mounts.module.css'
import { type DeviceFields, newDevice } from './mount-fields.ts'
import type { PartProps } from './What.tsx'

/** Devices of the host that the container may use. */
export function Devices({
  state: { host, form, set },
  errorOf,
}: Pick<PartProps, 'state' | 'errorOf'>) {
  const { devices } = form.mounting
  const change = (list: readonly DeviceFields[]) =>
    set({ mounting: { ...form.mounting, devices: list } })
  return (
    <>
      <p className={classes.note}>
        <Trans>
          Every container has null, zero, full, random, urandom and its terminals. A container that
          holds another device open cannot be checkpointed.
        </Trans>
      </p>
      {devices.length > 0 && (
        <ul className={classes.rows} aria-label={t`Devices`}>
          {devices.map((fields, at) => (
            <DeviceRow
              key={fields.key}
              host={host}
              number={at + 1}
              fields={fields}
              set={(part) => change(devices.with(at, { ...fields, ...part }))}
              onRemove={() => change(devices.toSpliced(at, 1))}
              errorOf={(field) => errorOf(`devices.${at}.${field}`)}
            />
          ))}
        </ul>
      )}
      <div className={classes.add}>
        <Button variant="default" onClick={() => change([...devices, newDevice()])}>
          {t`Add a device`}
        </Button>
      </div>
    </>
  )
}

const MAY = [
  ['read', t({ context: 'permission', message: 'read' })],
  ['write', t({ context: 'permission', message: 'write' })],
  ['mknod', t`make it`],
] as const

function DeviceRow({ host, number, fields, set, onRemove, errorOf }: RowProps<DeviceFields>) {
  const { path, containerPath } = fields
  return (
    <li className={classes.row} aria-label={t`Device ${number}`}>
      <div className={classes.device}>
        <TextInput
          label={t`On the host`}
          placeholder="/dev/fuse"
          value={path}
          error={errorOf('path')}
          onChange={(event) => set({ path: event.currentTarget.value })}
          spellCheck={false}
        />
        <TextInput
          label={t`In the container`}
          placeholder={path || t`as on the host`}
          value={containerPath}
          error={errorOf('containerPath')}
          onChange={(event) => set({ containerPath: event.currentTarget.value })}
          spellCheck={false}
        />
        <div className={`${classes.flags} ${classes.beside}`}>
          {MAY.map(([field, label]) => (
            <Switch
              key={field}
              label={label}
              checked={fields[field]}
              error={field === 'read' ? errorOf('permissions') : undefined}
              onChange={(event) => set({ [field]: event.currentTarget.checked })}
            />
          ))}
        </div>
        <IconButton label={t`Remove device ${number}`} onClick={onRemove}>
          <IconTrash size={15} />
        </IconButton>
      </div>
      <Looked
        host={host}
        path={path}
        unfit={(found) => (found === 'device' ? null : t`It is no device.`)}
      />
    </li>
  )
}
