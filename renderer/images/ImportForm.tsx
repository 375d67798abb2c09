import { t } from '@lingui/core/macro'
import { PasswordInput, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import { ImageName, ImageSource } from '../../shared/model.ts'
import { IMPORT_PLACE, importImage } from '../actions/images.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import list from '../parts/DialogList.module.css'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { Section } from '../parts/Section.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useMissing } from '../store/machines.ts'
import { useRunningAt } from '../store/running.ts'
import { CopyProgress } from './CopyProgress.tsx'
import classes from './ImagesDialog.module.css'
import { EMPTY_IMPORT, type ImportFields, toImport } from './import-fields.ts'

const FROM = [
  { value: 'registry', label: t`Registry` },
  { value: 'path', label: t`Archive or folder` },
]
const FIELDS = ['source', 'name']

interface FieldsProps {
  fields: ImportFields
  set(change: Partial<ImportFields>): void
  wrong(field: string): string | undefined
}

/** Brings an image in: from where, and what it is to be called. */
export function ImportForm({ host, path }: { host: HostId; path?: string | undefined }) {
  const [fields, setFields] = useState<ImportFields>(() =>
    path ? { ...EMPTY_IMPORT, from: 'path', path } : EMPTY_IMPORT,
  )
  const set = (change: Partial<ImportFields>) => setFields({ ...fields, ...change })
  const running = useRunningAt(IMPORT_PLACE)
  const missing = useMissing(host, 'images')
  const { errorOf, atField } = useFieldErrors(IMPORT_PLACE, FIELDS)
  const input = toImport(fields)
  const parsed = ImageSource.safeParse(input.source)
  const empty = (fields.from === 'registry' ? fields.reference : fields.path) === ''
  const wrong = (field: string) => {
    const issue = parsed.error?.issues.find(({ path }) => path.join('.') === field)
    return issue && !empty ? engineWords(issue.message) : errorOf(`source.${field}`)
  }
  const badName = fields.name !== '' && !ImageName.safeParse(fields.name).success
  const why =
    missing ??
    (empty
      ? t({ context: 'image', message: 'say first where it is' })
      : parsed.success && !badName
        ? null
        : t`mend it first`)

  const bring = async () => {
    if (why !== null || running) return
    if (await importImage(host, input)) setFields({ ...EMPTY_IMPORT, from: fields.from })
  }
  return (
    <form
      className={classes.form}
      aria-label={t`Bring an image in`}
      onSubmit={(event) => {
        event.preventDefault()
        void bring()
      }}
    >
      <FieldGroup label={t`Bring one in from`}>
        <SegmentedControl
          fullWidth
          aria-label={t`Bring one in from`}
          data={FROM}
          value={fields.from}
          onChange={(from) => set({ from: from as ImportFields['from'] })}
        />
      </FieldGroup>
      {fields.from === 'registry' ? (
        <FromRegistry fields={fields} set={set} wrong={wrong} />
      ) : (
        <FromPath fields={fields} set={set} wrong={wrong} />
      )}
      <TextInput
        label={t`Name here`}
        placeholder={t`as it is called there`}
        value={fields.name}
        error={badName ? t`letters, digits and . / : @ + - _` : errorOf('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
        spellCheck={false}
      />
      {missing && <p className={list.facts}>{t`No images here: ${missing}`}</p>}
      {!atField && <FailureAt place={IMPORT_PLACE} />}
      {running && <CopyProgress progress={running.progress} />}
      <DialogFoot>
        {running && <CancelButton running={running} />}
        <ActionButton variant="filled" loading={running !== undefined} why={why}>
          {t`Bring in`}
        </ActionButton>
      </DialogFoot>
    </form>
  )
}

function FromRegistry({ fields, set, wrong }: FieldsProps) {
  const wrongBelow = ['certificates', 'credentials.username', 'credentials.password'].some(
    (field) => wrong(field) !== undefined,
  )
  return (
    <>
      <TextInput
        label={t`Reference`}
        placeholder={t`host[:port]/name[:tag]`}
        value={fields.reference}
        error={wrong('reference')}
        onChange={(event) => set({ reference: event.currentTarget.value.trim() })}
        spellCheck={false}
      />
      <Section title={t`Credentials and certificates`} forced={wrongBelow}>
        <div className={classes.form}>
          <div className={classes.two}>
            <TextInput
              label={t`User`}
              placeholder={t`nobody, or whom skopeo knows`}
              autoComplete="off"
              value={fields.username}
              error={wrong('credentials.username')}
              onChange={(event) => set({ username: event.currentTarget.value })}
              spellCheck={false}
            />
            <PasswordInput
              size="xs"
              label={t`Password`}
              autoComplete="off"
              value={fields.password}
              error={wrong('credentials.password')}
              onChange={(event) => set({ password: event.currentTarget.value })}
            />
          </div>
          <TextInput
            label={t`Certificates`}
            placeholder={t`/folder with *.crt, *.cert, *.key`}
            value={fields.certificates}
            error={wrong('certificates')}
            onChange={(event) => set({ certificates: event.currentTarget.value })}
            spellCheck={false}
          />
          <Switch
            label={t`Without TLS, or with a certificate that nobody vouches for`}
            checked={fields.insecure}
            onChange={(event) => set({ insecure: event.currentTarget.checked })}
          />
        </div>
      </Section>
    </>
  )
}

function FromPath({ fields, set, wrong }: FieldsProps) {
  return (
    <div className={classes.two}>
      <TextInput
        label={t`Path`}
        placeholder={t`/path/to/image.tar, or an OCI layout`}
        value={fields.path}
        error={wrong('path')}
        onChange={(event) => set({ path: event.currentTarget.value })}
        spellCheck={false}
      />
      <TextInput
        label={t`Image in it`}
        placeholder={t`the only one`}
        value={fields.image}
        error={wrong('image')}
        onChange={(event) => set({ image: event.currentTarget.value })}
        spellCheck={false}
      />
    </div>
  )
}
