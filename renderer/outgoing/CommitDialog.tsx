import { Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Committed, Image } from '../../shared/model.ts'
import { commitContainer } from '../actions/outgoing.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { useImagesOf } from '../images/images-store.ts'
import { type Container, type ContainerRef, keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Section } from '../parts/Section.tsx'
import { useContainer } from '../store/containers.ts'
import { useDialogs } from '../store/dialogs.ts'
import { commitPlace } from '../store/places.ts'
import { useRunningAt } from '../store/running.ts'
import { imageName } from '../words/names.ts'
import { bytes, count } from '../words/sizes.ts'
import { type CommitForm, commitErrors, commitForm, toCommit } from './commit-fields.ts'
import classes from './Outgoing.module.css'
import { UnderWayHere } from './UnderWayHere.tsx'

interface Props {
  container: ContainerRef
  onClose(): void
}

/** Makes an image of a container: what it is called, and what it says otherwise than the one below it. */
export function CommitDialog({ container: ref, onClose }: Props) {
  const container = useContainer(keyOf(ref))
  const images = useImagesOf(ref.host)
  const below = images?.find(({ id }) => id === container?.image?.id)
  const [made, setMade] = useState<Committed | null>(null)
  return (
    <DialogFrame onClose={onClose} size={560} title={`New image of ${ref.id}`}>
      {made ? (
        <Made made={made} container={ref} onClose={onClose} />
      ) : container && below ? (
        <Form container={container} below={below} onMade={setMade} />
      ) : (
        <p>{container ? 'Looking for its image…' : `${ref.id} is not there any more.`}</p>
      )}
    </DialogFrame>
  )
}

interface FormProps {
  container: Container
  below: Image
  onMade(made: Committed): void
}

function Form({ container, below, onMade }: FormProps) {
  const place = commitPlace(container)
  const [form, setForm] = useState(() => commitForm(`${container.id}:1`, below))
  const set = (change: Partial<CommitForm>) => setForm({ ...form, ...change })
  const running = useRunningAt(place)
  const wrong = commitErrors(form)
  const why = Object.keys(wrong).length > 0 ? 'mend it first' : null
  const commit = async () => {
    if (why !== null || running) return
    const made = await commitContainer(container, toCommit(form, below))
    if (made) onMade(made)
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void commit()
      }}
    >
      <p className={classes.note}>
        {imageName(below)} with what {container.id} changed as one layer more.
        {container.status === 'running' &&
          ` ${container.id} is paused while they are copied, and runs on after that.`}
      </p>
      <TextInput
        label="Name"
        value={form.name}
        error={wrong.name}
        onChange={(event) => set({ name: event.currentTarget.value.trim() })}
        spellCheck={false}
        data-autofocus
      />
      <TextInput
        label="Comment"
        placeholder="for its history"
        value={form.comment}
        onChange={(event) => set({ comment: event.currentTarget.value })}
      />
      <Section title="What it says" forced={why !== null && !wrong.name}>
        <Says form={form} set={set} wrong={wrong} />
      </Section>
      <FailureAt place={place} />
      <DialogFoot>
        {running && <UnderWayHere running={running} />}
        {running ? (
          <CancelButton running={running} />
        ) : (
          <ActionButton variant="filled" why={why}>
            Make image
          </ActionButton>
        )}
      </DialogFoot>
    </form>
  )
}

interface SaysProps {
  form: CommitForm
  set(change: Partial<CommitForm>): void
  wrong: ReturnType<typeof commitErrors>
}

const LINES = [
  ['entrypoint', 'Entry point'],
  ['cmd', 'Command'],
  ['user', 'User'],
  ['workingDir', 'Working directory'],
] as const

function Says({ form, set, wrong }: SaysProps) {
  return (
    <div className={classes.form}>
      {LINES.map(([field, label]) => (
        <TextInput
          key={field}
          label={label}
          value={form[field]}
          error={wrong[field]}
          onChange={(event) => set({ [field]: event.currentTarget.value })}
          spellCheck={false}
        />
      ))}
      <Textarea
        label="Environment"
        autosize
        minRows={2}
        maxRows={8}
        value={form.env}
        error={wrong.env}
        onChange={(event) => set({ env: event.currentTarget.value })}
        spellCheck={false}
      />
    </div>
  )
}

function Made({
  made: { image, notes },
  container: { host },
  onClose,
}: Props & { made: Committed }) {
  const show = useDialogs((state) => state.show)
  const next = (dialog: Parameters<typeof show>[0]) => {
    onClose()
    show(dialog)
  }
  const source = { kind: 'image', image: image.id } as const
  return (
    <div className={classes.form}>
      <div className={classes.done} role="status">
        <p>
          <strong>{imageName(image)}</strong> is there: {count(image.layers.length, 'layer')},{' '}
          {bytes(image.unpackedSize)} unpacked.
        </p>
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
      <DialogFoot>
        <Button variant="default" onClick={() => next({ kind: 'images', host })}>
          Images…
        </Button>
        <Button
          variant="default"
          onClick={() => next({ kind: 'create', preset: { host, source } })}
        >
          New container…
        </Button>
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      </DialogFoot>
    </div>
  )
}
