import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button, Menu, Select } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { Template } from '../../shared/model.ts'
import {
  arrangeTemplate,
  exportTemplates,
  removeTemplate,
  startTemplate,
  TEMPLATES_PLACE,
} from '../actions/templates.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { IconButton } from '../parts/IconButton.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { useOnHost } from '../store/hosts.ts'
import { ExportView } from './ExportView.tsx'
import { ImportForm } from './ImportForm.tsx'
import { templateDescription, templateName } from './names.ts'
import classes from './Templates.module.css'
import { useTemplatesOf } from './templates-store.ts'
import { keyChoices, templateInWords } from './words.ts'

interface Props {
  host: HostId
  /** an export that was dropped on the window */
  text?: string | undefined
  onClose(): void
}

/** The templates of a host: started, arranged, exported; others are brought in below. */
export function TemplatesDialog({ host, text, onClose }: Props) {
  const known = useTemplatesOf(host)
  const templates = known?.templates ?? []
  const [exported, setExported] = useState<string | null>(null)
  const doExport = async (ids: readonly string[]) =>
    setExported((await exportTemplates(host, ids)) ?? null)
  return (
    <DialogFrame onClose={onClose} size={760} title={useOnHost(t`Templates`, host)}>
      <p className={classes.what}>
        <Trans>
          A template keeps the choices of the New container dialog. Its key starts it at once, with
          a name that is free; “Save as template…” in that dialog makes another.
        </Trans>
      </p>
      <ul className={classes.list} aria-label={t`Templates`}>
        {templates.map((template) => (
          <Row
            key={template.id}
            {...{ host, template, templates, onClose }}
            onExport={() => void doExport([template.id])}
          />
        ))}
      </ul>
      {known?.broken.map(({ path, why }) => (
        <p key={path} className={classes.broken} role="alert">
          {t`${path} is no template and is left as it is: ${{ why: engineWords(why) }}`}
        </p>
      ))}
      <FailureAt place={TEMPLATES_PLACE} />
      <div className={classes.export}>
        {exported === null ? (
          <Button
            variant="default"
            disabled={templates.length === 0}
            onClick={() => void doExport(templates.map(({ id }) => id))}
          >
            {t`Export all…`}
          </Button>
        ) : (
          <ExportView text={exported} onClose={() => setExported(null)} />
        )}
      </div>
      <ImportForm host={host} templates={templates} begin={text} />
    </DialogFrame>
  )
}

interface RowProps {
  host: HostId
  template: Template
  templates: readonly Template[]
  onExport(): void
  onClose(): void
}

function Row({ host, template, templates, onExport, onClose }: RowProps) {
  const { request, key, builtIn, hidden } = template
  const name = templateName(template)
  const description = templateDescription(template)
  return (
    <li className={classes.row} aria-label={name} data-hidden={hidden || undefined}>
      <div className={classes.words}>
        <strong>{name}</strong>
        <span className={classes.mark}>
          {[builtIn && t`comes along`, hidden && t({ context: 'template', message: 'hidden' })]
            .filter(Boolean)
            .join(', ')}
        </span>
        {description && (
          <p className={classes.description}>{builtIn ? engineWords(description) : description}</p>
        )}
        <p className={classes.facts}>{templateInWords(request)}</p>
      </div>
      <Select
        aria-label={t`Key of ${name}`}
        placeholder={t`no key`}
        clearable
        data={keyChoices(templates, template)}
        value={key === null ? null : String(key)}
        onChange={(to) =>
          void arrangeTemplate(host, template, { key: to === null ? null : Number(to) })
        }
      />
      <Button
        variant="default"
        aria-label={t`Start ${name}`}
        onClick={() => {
          onClose()
          void startTemplate(host, template)
        }}
      >
        {t`Start`}
      </Button>
      <More {...{ host, template, onExport, onClose }} />
    </li>
  )
}

function More({ host, template, onExport, onClose }: Omit<RowProps, 'templates'>) {
  const { name, request, builtIn, hidden } = template
  const show = useDialogs((state) => state.show)
  const open = () => {
    onClose()
    show({ kind: 'create', preset: { host, template: { name, request } } })
  }
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <IconButton label={t`More for ${{ name: templateName(template) }}`} size={28}>
          <IconDots size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={open}>{t`Open in New container…`}</Menu.Item>
        <Menu.Item onClick={() => show({ kind: 'saveTemplate', host, request, name })}>
          {builtIn ? t`Copy…` : t`Rename or describe…`}
        </Menu.Item>
        <Menu.Item onClick={onExport}>{t`Export…`}</Menu.Item>
        <Menu.Item onClick={() => void arrangeTemplate(host, template, { hidden: !hidden })}>
          {hidden ? t`Offer it again` : t`Hide`}
        </Menu.Item>
        {!builtIn && (
          <>
            <Menu.Divider />
            <Menu.Item c="var(--state-failed)" onClick={() => void removeTemplate(host, template)}>
              {t`Remove for good`}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
