import { NativeSelect, NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { Door } from '../../shared/observers/contract.ts'
import { OBSERVERS_PLACE, openDoor } from '../actions/observers.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useRunningAt } from '../store/running.ts'
import { OBSERVERS_WORDS as WORDS } from '../words/observers.ts'
import { useObservers } from './observers-store.ts'
import classes from './ShowDialog.module.css'
import { Shown } from './Shown.tsx'

/** Turns the observers' door on and off, and shows its link large enough for a projector. */
export default function ShowDialog({ onClose }: { onClose(): void }) {
  const door = useObservers((state) => state.door)
  return (
    <DialogFrame onClose={onClose} size={door?.open ? 960 : 520} title={WORDS.title}>
      {!door ? (
        <p role="status">{WORDS.noAnswer}</p>
      ) : door.open ? (
        <Shown open={door.open} />
      ) : (
        <Closed addresses={door.addresses} />
      )}
    </DialogFrame>
  )
}

function Closed({ addresses }: Pick<Door, 'addresses'>) {
  const [address, setAddress] = useState(addresses[0]?.address ?? '')
  const [port, setPort] = useState<string | number>(0)
  const { errorOf, atField } = useFieldErrors(OBSERVERS_PLACE, ['address', 'port'])
  const running = useRunningAt(OBSERVERS_PLACE) !== undefined
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void openDoor(address, Number(port) || 0)
      }}
    >
      <p className={classes.what}>{WORDS.what}</p>
      <div className={classes.where}>
        <NativeSelect
          data-autofocus
          label={WORDS.address}
          description={WORDS.addressHelp}
          value={address}
          error={errorOf('address')}
          data={addresses.map((one) => ({
            value: one.address,
            label: `${one.address} (${one.interface})`,
          }))}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <NumberInput
          label={WORDS.port}
          description={WORDS.portHelp}
          min={0}
          max={65_535}
          allowDecimal={false}
          value={port}
          error={errorOf('port')}
          onChange={setPort}
        />
      </div>
      {!atField && <FailureAt place={OBSERVERS_PLACE} />}
      <DialogFoot>
        <ActionButton variant="filled" why={running ? WORDS.busy : null} loading={running}>
          {WORDS.open}
        </ActionButton>
      </DialogFoot>
    </form>
  )
}
