import { t } from '@lingui/core/macro'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { CheckpointLook } from '../../shared/model.ts'
import { ARCHIVE_PLACE, createFromImported, importArchive } from '../actions/archives.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { ChooseImage } from '../images/ChooseImage.tsx'
import { engineWords } from '../language/engine-words.ts'
import { UnderWayHere } from '../outgoing/UnderWayHere.tsx'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useRunningAt } from '../store/running.ts'
import { ArchiveFacts } from './ArchiveFacts.tsx'
import { archiveNoteInWords } from './archive-note.ts'
import classes from './ImportDialog.module.css'
import { type ImportFields, importOf, whyNoImport } from './import-fields.ts'
import { LastLines } from './LastLines.tsx'
import { Wants } from './Wants.tsx'

interface Props {
  host: HostId
  look: CheckpointLook
  onBack(): void
  onClose(): void
}

/** What lies in an archive, what it asks for, and the way to bring it in. */
export function ImportFound({ host, look, onBack, onClose }: Props) {
  const [fields, setFields] = useState<ImportFields>({
    name: look.name,
    rootfs: look.files === 'none' ? look.rootfs : '',
    image: look.image?.here ?? null,
    allow: [],
  })
  const set = (change: Partial<ImportFields>) => setFields({ ...fields, ...change })
  const running = useRunningAt(ARCHIVE_PLACE)
  const { errorOf, atField } = useFieldErrors(ARCHIVE_PLACE, ['rootfs', 'image'])
  const why = whyNoImport(look, fields)
  const bring = async () => {
    if (why !== null || running) return
    const imported = await importArchive(host, importOf(look, fields))
    if (!imported) return
    onClose()
    createFromImported(host, imported)
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void bring()
      }}
    >
      <ArchiveFacts look={look} />
      <LastLines lines={look.lastLines} />
      {look.problem !== '' && (
        <p role="note" className={classes.problem}>
          {t`It cannot be brought in: ${{ problem: engineWords(look.problem) }}.`}
        </p>
      )}
      <Wants wants={look.wants} allowed={fields.allow} onChange={(allow) => set({ allow })} />
      {look.notes.length > 0 && (
        <ul className={classes.notes} aria-label={t`Worth knowing`}>
          {look.notes.map((note) => (
            <li key={note}>{archiveNoteInWords(note)}</li>
          ))}
        </ul>
      )}
      <TextInput
        data-autofocus
        label={t`Name here`}
        value={fields.name}
        maxLength={120}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {look.files === 'changes' && (
        <ChooseImage
          host={host}
          image={fields.image}
          error={errorOf('image')}
          onChange={(image) => set({ image })}
        />
      )}
      {look.files !== 'whole' && (
        <TextInput
          label={look.files === 'none' ? t`Rootfs folder` : t`Or a folder with its files`}
          description={t`It is copied, and stays as it is.`}
          placeholder={look.rootfs || '/path/to/rootfs'}
          value={fields.rootfs}
          error={errorOf('rootfs')}
          onChange={(event) => set({ rootfs: event.currentTarget.value })}
          spellCheck={false}
        />
      )}
      {!atField && <FailureAt place={ARCHIVE_PLACE} />}
      <DialogFoot>
        {running ? (
          <UnderWayHere running={running} />
        ) : (
          <Button variant="default" onClick={onBack}>
            {t`Another file…`}
          </Button>
        )}
        {running ? (
          <CancelButton running={running} />
        ) : (
          <ActionButton variant="filled" why={why}>
            {t`Bring in`}
          </ActionButton>
        )}
      </DialogFoot>
    </form>
  )
}
