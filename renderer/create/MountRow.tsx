import { t } from '@lingui/core/macro'
import { Autocomplete, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import { IconButton } from '../parts/IconButton.tsx'
import { Section } from '../parts/Section.tsx'
import { useVolumesOf } from '../volumes/volumes-store.ts'
import { Looked } from './Looked.tsx'
import { MountOptions } from './MountOptions.tsx'
import classes from './Mounts.module.css'
import type { MountFields, MountKind } from './mount-fields.ts'

const KINDS: { value: MountKind; label: string }[] = [
  { value: 'bind', label: t`Host path` },
  { value: 'volume', label: t`Volume` },
  { value: 'tmpfs', label: 'tmpfs' },
]

export interface RowProps<T> {
  host: HostId
  /** which it is, from 1 */
  number: number
  fields: T
  set(change: Partial<T>): void
  onRemove(): void
  /** what the engine said about one field of it */
  errorOf(field: string): string | undefined
}

/** One mount: what, from where, to where, and beneath it what speaks against that. */
export function MountRow({ host, number, fields, set, onRemove, errorOf }: RowProps<MountFields>) {
  const { kind, source, destination, readonly } = fields
  const wrong = ['propagation', 'recursive', 'mode'].some((field) => errorOf(field) !== undefined)
  return (
    <li className={classes.row} aria-label={t`Mount ${number}`}>
      <div className={classes.main}>
        <Select
          label={t({ context: 'kind of a mount', message: 'What' })}
          data={KINDS}
          value={kind}
          onChange={(value) => set({ kind: value as MountKind })}
        />
        <From host={host} fields={fields} set={set} errorOf={errorOf} />
        <TextInput
          label={t`In the container`}
          placeholder={t`/path`}
          value={destination}
          error={errorOf('destination')}
          onChange={(event) => set({ destination: event.currentTarget.value })}
          spellCheck={false}
        />
        <div className={classes.beside}>
          {kind !== 'tmpfs' && (
            <Switch
              label={t`Read-only`}
              checked={readonly}
              onChange={(event) => set({ readonly: event.currentTarget.checked })}
            />
          )}
        </div>
        <IconButton label={t`Remove mount ${number}`} onClick={onRemove}>
          <IconTrash size={15} />
        </IconButton>
      </div>
      {kind === 'bind' && (
        <Looked
          host={host}
          path={source}
          unfit={(found) => (found === 'device' ? t`A device: give it under Devices.` : null)}
        />
      )}
      <Section title={t`Options`} forced={wrong}>
        <MountOptions fields={fields} set={set} errorOf={errorOf} />
      </Section>
    </li>
  )
}

type FromProps = Pick<RowProps<MountFields>, 'host' | 'fields' | 'set' | 'errorOf'>

function From({ host, fields, set, errorOf }: FromProps) {
  switch (fields.kind) {
    case 'bind':
      return (
        <TextInput
          label={t`On the host`}
          placeholder={t`/folder or file`}
          value={fields.source}
          error={errorOf('source')}
          onChange={(event) => set({ source: event.currentTarget.value })}
          spellCheck={false}
        />
      )
    case 'volume':
      return <ChooseVolume host={host} fields={fields} set={set} errorOf={errorOf} />
    case 'tmpfs':
      return (
        <NumberInput
          label={t`Size (MiB)`}
          placeholder={t`half of the memory`}
          min={0}
          value={fields.size}
          error={errorOf('size')}
          onChange={(size) => set({ size: String(size) })}
        />
      )
  }
}

function ChooseVolume({ host, fields, set, errorOf }: FromProps) {
  const volumes = useVolumesOf(host) ?? []
  // Asked for only while somebody is at it: the list is long where volumes without a name are many.
  const [open, setOpen] = useState(false)
  const named = volumes.filter(({ anonymous }) => !anonymous).map(({ name }) => name)
  const { name } = fields
  const isNew = name !== '' && !volumes.some((one) => one.name === name)
  return (
    <Autocomplete
      size="xs"
      label={t`Volume`}
      placeholder={t`its own, goes with it`}
      description={open && isNew ? t({ context: 'volume', message: 'a new one' }) : undefined}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      data={named}
      value={name}
      error={errorOf('name')}
      onFocus={() => setOpen(true)}
      onChange={(value) => set({ name: value })}
      spellCheck={false}
    />
  )
}
