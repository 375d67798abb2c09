import { t } from '@lingui/core/macro'
import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { Template, TemplateRequest } from '../../shared/model.ts'
import { SAVE_TEMPLATE_PLACE, saveTemplate } from '../actions/templates.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import { useOnHost } from '../store/hosts.ts'
import { useRunningAt } from '../store/running.ts'
import { templateDescription, templateName } from './names.ts'
import classes from './Templates.module.css'
import { useTemplatesOf } from './templates-store.ts'
import { keyChoices } from './words.ts'

interface Props {
  host: HostId
  request: TemplateRequest
  /** what it begins with: a template's name, or empty */
  name: string
  onClose(): void
}

/** A name for choices that are kept. One that is there is replaced only where the button says so. */
export function SaveTemplateDialog({ host, request, name: begin, onClose }: Props) {
  const known = useTemplatesOf(host)?.templates ?? []
  const named = (name: string) =>
    known.find((one) => one.name.toLowerCase() === name.trim().toLowerCase())
  const [fields, setFields] = useState(() => fieldsOf(begin, named(begin)))
  const saving = useRunningAt(SAVE_TEMPLATE_PLACE) !== undefined
  const { errorOf, atField } = useFieldErrors(SAVE_TEMPLATE_PLACE, ['parts.name', 'parts.key'])
  const before = named(fields.name)
  const taken = before?.builtIn
    ? t`${{ name: templateName(before) }} comes along with Runcible: choose another name`
    : null
  const save = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (fields.name.trim() === '' || taken !== null || saving) return
    const { name, description, key } = fields
    const order = before?.order ?? 100
    const parts = { name, description, request, order, key: key === null ? null : Number(key) }
    const saved = await saveTemplate(host, { ...(before && { template: before.id }), parts })
    if (saved) onClose()
  }
  return (
    <DialogFrame onClose={onClose} size={520} title={useOnHost(t`Save as template`, host)}>
      <form onSubmit={save} className={classes.form}>
        <TextInput
          data-autofocus
          label={t`Name`}
          placeholder={t`Training shell`}
          value={fields.name}
          error={taken ?? errorOf('parts.name')}
          onChange={(event) => setFields({ ...fields, name: event.currentTarget.value })}
        />
        <Textarea
          label={t`Description`}
          autosize
          minRows={2}
          maxRows={5}
          maxLength={400}
          value={fields.description}
          onChange={(event) => setFields({ ...fields, description: event.currentTarget.value })}
        />
        <Select
          label={t`Key that starts it`}
          placeholder={t`none`}
          clearable
          data={keyChoices(known, before)}
          value={fields.key}
          error={errorOf('parts.key')}
          onChange={(key) => setFields({ ...fields, key })}
        />
        {!atField && <FailureAt place={SAVE_TEMPLATE_PLACE} />}
        <DialogFoot>
          <Button
            type="submit"
            loading={saving}
            disabled={fields.name.trim() === '' || taken !== null}
          >
            {before && !before.builtIn ? t`Replace ${{ name: before.name }}` : t`Save`}
          </Button>
        </DialogFoot>
      </form>
    </DialogFrame>
  )
}

/** One that comes along is copied under another name, and its key stays its own. */
function fieldsOf(begin: string, template: Template | undefined) {
  const own = template && !template.builtIn ? template : undefined
  return {
    name: template?.builtIn ? `${templateName(template)} 2` : begin,
    description: template ? templateDescription(template) : '',
    key: own?.key ? String(own.key) : null,
  }
}
