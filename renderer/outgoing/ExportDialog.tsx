import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Exported } from '../../shared/model.ts'
import { type ExportForm, exportSubject, exportTo } from '../actions/outgoing.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { keyOf } from '../model.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useContainer } from '../store/containers.ts'
import type { ExportSubject } from '../store/dialogs.ts'
import { useOnHost } from '../store/hosts.ts'
import { useMissing } from '../store/machines.ts'
import { useRunningAt } from '../store/running.ts'
import { bytes } from '../words/sizes.ts'
import classes from './Outgoing.module.css'
import { UnderWayHere } from './UnderWayHere.tsx'

interface Props {
  what: ExportSubject
  onClose(): void
}

const WORDS: Record<ExportForm | 'checkpoint', { label: string; path: string; what: string }> = {
  archive: {
    label: t`OCI archive`,
    path: t`/path/of/the/new/file.tar`,
    what: t`One file, which podman, docker and skopeo load as an image.`,
  },
  bundle: {
    label: t`Bundle folder`,
    path: t`/path/of/the/new/folder`,
    what: t`A folder with config.json and the root filesystem, which plain runc runs.`,
  },
  checkpoint: {
    label: t`Checkpoint`,
    path: t`/path/of/the/new/file.tar.zst`,
    what: t`One file in the layout of Podman’s exports, which another Runcible brings in and checkpointctl looks into. Volumes and what is mounted from the host are not in it.`,
  },
}

/** Writes a container, an image or a moment to where somebody chose. */
export function ExportDialog({ what, onClose }: Props) {
  const { host, name } = exportSubject(what)
  const [written, setWritten] = useState<Exported | null>(null)
  return (
    <DialogFrame onClose={onClose} size={560} title={useOnHost(t`Export ${name}`, host)}>
      {written ? (
        <Written written={written} onClose={onClose} />
      ) : (
        <Form what={what} onWritten={setWritten} />
      )}
    </DialogFrame>
  )
}

function Form({ what, onWritten }: { what: ExportSubject; onWritten(written: Exported): void }) {
  const { host, place } = exportSubject(what)
  const container = useContainer(what.kind === 'container' ? keyOf(what.container) : null)
  const noImages = useMissing(host, 'images')
  const noArchive =
    (what.kind === 'checkpoint' ? null : noImages) ??
    (what.kind === 'container' && !container?.image ? t`it was not made of an image` : null)
  const [chosen, setForm] = useState<ExportForm>('archive')
  const form = noArchive !== null && what.kind === 'container' ? 'bundle' : chosen
  const words = WORDS[what.kind === 'checkpoint' ? 'checkpoint' : form]
  const [path, setPath] = useState('')
  const running = useRunningAt(place)
  const { errorOf, atField } = useFieldErrors(place, ['path'])
  const why = form === 'archive' && noArchive !== null ? noArchive : whyNoPath(path)
  const write = async () => {
    if (why !== null || running) return
    const written = await exportTo(what, form, path)
    if (written) onWritten(written)
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void write()
      }}
    >
      {what.kind === 'container' && (
        <FieldGroup label={t({ context: 'form of an export', message: 'As' })}>
          <SegmentedControl
            fullWidth
            aria-label={t({ context: 'form of an export', message: 'As' })}
            data={(['archive', 'bundle'] as const).map((value) => ({
              value,
              label: WORDS[value].label,
              disabled: value === 'archive' && noArchive !== null,
            }))}
            value={form}
            onChange={(value) => setForm(value as ExportForm)}
          />
        </FieldGroup>
      )}
      <p className={classes.note}>
        {[
          words.what,
          what.kind === 'container' && noArchive !== null && t`No archive here: ${noArchive}.`,
          container?.status === 'running' &&
            t`${{ id: container.id }} is paused while its files are copied.`,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      <TextInput
        label={t`Path`}
        placeholder={words.path}
        value={path}
        error={errorOf('path')}
        onChange={(event) => setPath(event.currentTarget.value)}
        spellCheck={false}
        data-autofocus
      />
      {!atField && <FailureAt place={place} />}
      <DialogFoot>
        {running && <UnderWayHere running={running} />}
        {running ? (
          <CancelButton running={running} />
        ) : (
          <ActionButton variant="filled" why={why}>
            {t`Export`}
          </ActionButton>
        )}
      </DialogFoot>
    </form>
  )
}

const whyNoPath = (path: string) =>
  path === '' ? t`say first where to` : path.startsWith('/') ? null : t`the path must begin with /`

function Written({ written, onClose }: { written: Exported; onClose(): void }) {
  const { path } = written
  const size = bytes(written.bytes)
  return (
    <div className={classes.form}>
      <div className={classes.done} role="status">
        <p>
          <Trans>
            Written to <code>{path}</code>, {size}.
          </Trans>
        </p>
        {written.notes.map((note) => (
          <p key={note}>{engineWords(note)}</p>
        ))}
      </div>
      <DialogFoot>
        <Button data-autofocus onClick={onClose}>
          {t`Close`}
        </Button>
      </DialogFoot>
    </div>
  )
}
