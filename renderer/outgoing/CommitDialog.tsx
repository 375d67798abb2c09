import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Committed, Image } from '../../shared/model.ts'
import { commitContainer } from '../actions/outgoing.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { useImagesOf } from '../images/images-store.ts'
import { engineWords } from '../language/engine-words.ts'
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
import { bytes } from '../words/sizes.ts'
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
    <DialogFrame onClose={onClose} size={560} title={t`New image of ${{ id: ref.id }}`}>
      {made ? (
        <Made made={made} container={ref} onClose={onClose} />
      ) : container && below ? (
        <Form container={container} below={below} onMade={setMade} />
      ) : (
        <p>{container ? t`Looking for its image…` : t`${{ id: ref.id }} is not there any more.`}</p>
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
  const { id, status } = container
  const place = commitPlace(container)
  const [form, setForm] = useState(() => commitForm(`${container.id}:1`, below))
  const set = (change: Partial<CommitForm>) => setForm({ ...form, ...change })
  const running = useRunningAt(place)
  const wrong = commitErrors(form)
  const why = Object.keys(wrong).length > 0 ? t`mend it first` : null
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
        {[
          t`${{ image: imageName(below) }} with what ${id} changed as one layer more.`,
          status === 'running' && t`${id} is paused while they are copied, and runs on after that.`,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      <TextInput
        label={t`Name`}
        value={form.name}
        error={wrong.name}
        onChange={(event) => set({ name: event.currentTarget.value.trim() })}
        spellCheck={false}
        data-autofocus
      />
      <TextInput
        label={t`Comment`}
        placeholder={t`for its history`}
        value={form.comment}
        onChange={(event) => set({ comment: event.currentTarget.value })}
      />
      <Section title={t`What it says`} forced={why !== null && !wrong.name}>
        <Says form={form} set={set} wrong={wrong} />
      </Section>
      <FailureAt place={place} />
      <DialogFoot>
        {running && <UnderWayHere running={running} />}
        {running ? (
          <CancelButton running={running} />
        ) : (
          <ActionButton variant="filled" why={why}>
            {t`Make image`}
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
  ['entrypoint', t`Entry point`],
  ['cmd', t`Command`],
  ['user', t`User`],
  ['workingDir', t`Working directory`],
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
        label={t`Environment`}
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
  const name = imageName(image)
  const layers = plural({ number: image.layers.length }, { one: '# layer', other: '# layers' })
  const size = bytes(image.unpackedSize)
  return (
    <div className={classes.form}>
      <div className={classes.done} role="status">
        <p>
          <Trans>
            <strong>{name}</strong> is there: {layers}, {size} unpacked.
          </Trans>
        </p>
        {notes.map((note) => (
          <p key={note}>{engineWords(note)}</p>
        ))}
      </div>
      <DialogFoot>
        <Button variant="default" onClick={() => next({ kind: 'images', host })}>
          {t`Images…`}
        </Button>
        <Button
          variant="default"
          onClick={() => next({ kind: 'create', preset: { host, source } })}
        >
          {t`New container…`}
        </Button>
        <Button data-autofocus onClick={onClose}>
          {t`Close`}
        </Button>
      </DialogFoot>
    </div>
  )
}
