import { t } from '@lingui/core/macro'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import { type Volume, VolumeName } from '../../shared/model.ts'
import { createVolume, NEW_VOLUME_PLACE, removeVolume, VOLUMES_PLACE } from '../actions/volumes.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import list from '../parts/DialogList.module.css'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useOnHost } from '../store/hosts.ts'
import { bytes } from '../words/sizes.ts'
import { dateAndTime } from '../words/time.ts'
import classes from './VolumesDialog.module.css'
import { useVolumesOf } from './volumes-store.ts'

/** The volumes of a host: what there is, how large, who uses it; another one is made below. */
export function VolumesDialog({ host, onClose }: { host: HostId; onClose(): void }) {
  const volumes = useVolumesOf(host)
  return (
    <DialogFrame onClose={onClose} size={640} title={useOnHost(t`Volumes`, host)}>
      {volumes?.length === 0 && (
        <p className={list.what}>
          {t`There is none yet. A volume keeps what containers write in it when they are gone, and several can share it.`}
        </p>
      )}
      {volumes && volumes.length > 0 && (
        <ul className={list.list} aria-label={t`Volumes`}>
          {volumes.map((volume) => (
            <Row key={volume.name} host={host} volume={volume} />
          ))}
        </ul>
      )}
      <FailureAt place={VOLUMES_PLACE} />
      <NewVolume host={host} />
    </DialogFrame>
  )
}

const usersOf = ({ usedBy }: Volume): string[] =>
  usedBy.map((user) =>
    user.kind === 'container'
      ? t`container ${{ name: user.id }}`
      : t`checkpoint “${{ name: user.name }}”`,
  )

function Row({ host, volume }: { host: HostId; volume: Volume }) {
  const { name, size, anonymous, createdAt, path } = volume
  const users = usersOf(volume)
  const inUse = users.length > 0
  return (
    <li className={classes.row} aria-label={name}>
      <div className={list.words}>
        <strong>{name}</strong>
        <p className={list.facts}>
          {[
            bytes(size),
            inUse ? t`used by ${{ users: users.join(', ') }}` : t`not in use`,
            ...(anonymous ? [t`goes with the last of them`] : []),
            t`made ${{ time: dateAndTime(createdAt) }}`,
          ].join(' · ')}
        </p>
        <p className={list.facts}>
          <code>{path}</code>
        </p>
      </div>
      <Confirm
        label={t`Remove ${name}?`}
        lost={
          size > 0
            ? t`${{ size: bytes(size) }} of files in it are gone for good.`
            : t`All that in it is gone for good.`
        }
        action={t`Remove ${name}`}
        onConfirm={() => void removeVolume(host, name)}
      >
        {(ask) => (
          <ActionButton
            size="compact-xs"
            why={inUse ? t`in use: ${{ users: users.join(', ') }}` : null}
            aria-label={t`Remove ${name}`}
            aria-haspopup="dialog"
            onPress={ask}
          >
            {t`Remove`}
          </ActionButton>
        )}
      </Confirm>
    </li>
  )
}

function NewVolume({ host }: { host: HostId }) {
  const [name, setName] = useState('')
  const { errorOf, atField } = useFieldErrors(NEW_VOLUME_PLACE, ['name'])
  const issue = VolumeName.safeParse(name).error?.issues[0]
  const wrong = issue && engineWords(issue.message)
  const why = name === '' ? t`say first what it is called` : wrong ? t`mend its name first` : null
  const make = async () => {
    if (why === null && (await createVolume(host, name))) setName('')
  }
  return (
    <form
      className={classes.form}
      aria-label={t`Make a volume`}
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <TextInput
        label={t`New volume`}
        placeholder={t`name`}
        value={name}
        error={name === '' ? undefined : (wrong ?? errorOf('name'))}
        onChange={(event) => setName(event.currentTarget.value)}
        spellCheck={false}
      />
      <ActionButton variant="filled" why={why} className={classes.make}>
        {t`Make`}
      </ActionButton>
      {!atField && <FailureAt place={NEW_VOLUME_PLACE} />}
    </form>
  )
}
