import { t } from '@lingui/core/macro'
import { NumberInput, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { automate } from '../actions/checkpoints.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { type Container, type ContainerRef, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useContainer } from '../store/containers.ts'
import { automaticPlace } from '../store/places.ts'
import classes from './AutomaticDialog.module.css'
import {
  type AutomaticForm,
  automaticErrors,
  automaticForm,
  toAutomatic,
} from './automatic-fields.ts'

interface Props {
  container: ContainerRef
  onClose(): void
}

/** On which occasions moments of a container are taken by themselves, and how many of them are kept. */
export function AutomaticDialog({ container: ref, onClose }: Props) {
  const container = useContainer(keyOf(ref))
  return (
    <DialogFrame onClose={onClose} size={520} title={t`Automatic moments of ${{ id: ref.id }}`}>
      {container ? (
        <Form container={container} onClose={onClose} />
      ) : (
        <p>{t`${{ id: ref.id }} is not there any more.`}</p>
      )}
    </DialogFrame>
  )
}

function Form({ container, onClose }: { container: Container; onClose(): void }) {
  const place = automaticPlace(container)
  const [form, setForm] = useState(() => automaticForm(container.automatic))
  const set = (change: Partial<AutomaticForm>) => setForm({ ...form, ...change })
  const wrong = automaticErrors(form)
  const why = Object.keys(wrong).length > 0 ? t`mend what is marked first` : null
  const save = async () => {
    if (why === null && (await automate(container, toAutomatic(form), place))) onClose()
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p className={classes.note}>
        {t`While it runs, a moment is taken on each occasion that is switched on. It stands still for as long as that takes, and runs on.`}
      </p>
      <div className={classes.occasion}>
        <Switch
          data-autofocus
          label={t`By the clock`}
          checked={form.clock}
          onChange={(event) => set({ clock: event.currentTarget.checked })}
        />
        <NumberInput
          aria-label={t`Every so many minutes`}
          disabled={!form.clock}
          min={1}
          max={1440}
          allowDecimal={false}
          suffix=" min"
          value={form.everyMinutes}
          error={wrong.everyMinutes}
          onChange={(everyMinutes) => set({ everyMinutes })}
        />
      </div>
      <Switch
        label={t`Before each exec`}
        checked={form.beforeExec}
        onChange={(event) => set({ beforeExec: event.currentTarget.checked })}
      />
      <Switch
        label={t`Before its limits are changed`}
        checked={form.beforeLimits}
        onChange={(event) => set({ beforeLimits: event.currentTarget.checked })}
      />
      <div className={classes.occasion}>
        <Switch
          label={t`When its console writes`}
          description={t`As its bytes are, colours included; at most once in ten seconds.`}
          checked={form.text}
          onChange={(event) => set({ text: event.currentTarget.checked })}
        />
        <TextInput
          aria-label={t`Text that its console writes`}
          placeholder="listening on"
          disabled={!form.text}
          maxLength={200}
          value={form.onText}
          error={wrong.onText}
          onChange={(event) => set({ onText: event.currentTarget.value })}
        />
      </div>
      <NumberInput
        label={t({ message: 'Keep', context: 'so many' })}
        description={t`So many of them; the oldest goes when another comes. Pinned ones, and those that you took yourself, stay.`}
        min={1}
        max={50}
        allowDecimal={false}
        value={form.keep}
        error={wrong.keep}
        onChange={(keep) => set({ keep })}
      />
      <FailureAt place={place} />
      <DialogFoot>
        <ActionButton variant="filled" why={why}>
          {t`Save`}
        </ActionButton>
      </DialogFoot>
    </form>
  )
}
