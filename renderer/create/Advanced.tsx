import { t } from '@lingui/core/macro'
import { NumberInput, Select, Switch, TextInput } from '@mantine/core'
import type { HostId } from '../../shared/hosts.ts'
import { useCheckpointList } from '../store/checkpoints.ts'
import { useMachine, useMissing } from '../store/machines.ts'
import classes from './CreateDialog.module.css'
import type { RuntimeFields } from './form.ts'
import type { PartProps } from './What.tsx'

const PATHS = [
  ['binary', t`runc binary`, t`the one on PATH`],
  ['root', t`Runtime root`, t`Runcible’s own; the namespace is a folder in it`],
  ['criu', t`criu binary`, t`the one that was found`],
  ['criuWorkPath', t`CRIU’s work folder`, t`beside the images`],
] as const

const SWITCHES = [
  ['systemdCgroup', t`systemd cgroup`, t`Let systemd make the cgroup (--systemd-cgroup).`],
  ['noPivot', t`No pivot root`, t`For a rootfs on a ramdisk (--no-pivot).`],
  [
    'noNewKeyring',
    t`No new keyring`,
    t`Keep the session keyring of the caller (--no-new-keyring).`,
  ],
] as const

/** The create options of containerd's shim. */
export function Advanced({ state: { host, form, set }, errorOf }: PartProps) {
  const { runtime } = form
  const change = (part: Partial<RuntimeFields>) => set({ runtime: { ...runtime, ...part } })
  const noOwner = useMissing(host, 'ioOwner')
  const noSystemd = useMissing(host, 'systemdCgroup')
  const tools = useMachine(host).preflight?.tools
  const found: Partial<Record<keyof RuntimeFields, string | null | undefined>> = {
    binary: tools?.runc.path,
    criu: tools?.criu.path,
  }
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        {PATHS.map(([field, label, absent]) => (
          <TextInput
            key={field}
            label={label}
            placeholder={found[field] ?? absent}
            value={runtime[field]}
            error={errorOf(`runtime.${field}`)}
            onChange={(event) => change({ [field]: event.currentTarget.value })}
            spellCheck={false}
          />
        ))}
      </div>
      <div className={classes.column}>
        {SWITCHES.map(([field, label, help]) => {
          const missing = field === 'systemdCgroup' ? noSystemd : null
          return (
            <Switch
              key={field}
              label={label}
              description={missing ? t`${help} Not here: ${missing}` : help}
              disabled={missing !== null}
              checked={runtime[field]}
              error={errorOf(`runtime.${field}`)}
              onChange={(event) => change({ [field]: event.currentTarget.checked })}
            />
          )
        })}
        <div className={classes.row}>
          <NumberInput
            label={t`Owner of the pipes (uid)`}
            disabled={noOwner !== null}
            value={runtime.ioUid}
            error={errorOf('runtime.ioUid')}
            onChange={(uid) => change({ ioUid: String(uid) })}
          />
          <NumberInput
            label={t`gid`}
            disabled={noOwner !== null}
            value={runtime.ioGid}
            error={errorOf('runtime.ioGid')}
            onChange={(gid) => change({ ioGid: String(gid) })}
          />
        </div>
        {noOwner && <p className={classes.probe}>{t`Not here: ${noOwner}`}</p>}
        <NumberInput
          label={t`Console’s log at most, MiB`}
          description={t`It holds the last of the output then.`}
          placeholder={t`all that was ever written`}
          min={0.0625}
          value={runtime.logMax}
          error={errorOf('runtime.logSizeMax')}
          onChange={(size) => change({ logMax: String(size) })}
        />
        <Parent
          host={host}
          value={runtime.parentCheckpoint}
          error={errorOf('runtime.parentCheckpoint')}
          onChange={(parentCheckpoint) => change({ parentCheckpoint })}
        />
      </div>
    </div>
  )
}

interface ParentProps {
  host: HostId
  value: string | null
  error: string | undefined
  onChange(checkpoint: string | null): void
}

function Parent({ host, value, error, onChange }: ParentProps) {
  const checkpoints = useCheckpointList(host)
  return (
    <Select
      label={t`Parent checkpoint`}
      placeholder={t({ context: 'checkpoint', message: 'none' })}
      clearable
      data={checkpoints.map(({ id, name, container }) => ({
        value: id,
        label: `${name} · ${container.id}`,
      }))}
      value={value}
      error={error}
      onChange={onChange}
    />
  )
}
