import { t } from '@lingui/core/macro'
import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconPlus } from '@tabler/icons-react'
import type { HostId } from '../../shared/hosts.ts'
import { listTemplates, startTemplate } from '../actions/templates.ts'
import { keysInWords } from '../keys/bindings.ts'
import { OBSERVING } from '../observer/role.ts'
import { useDialogs } from '../store/dialogs.ts'
import { templateName } from '../templates/names.ts'
import { useTemplates } from '../templates/templates-store.ts'
import classes from './NewButton.module.css'

/** A new container by the dialog, or of a template at once. */
export function NewButton({ host, ready }: { host: HostId; ready: boolean }) {
  const show = useDialogs((state) => state.show)
  if (OBSERVING) return null
  return (
    <Button.Group>
      <Button
        leftSection={<IconPlus size={14} />}
        disabled={!ready}
        aria-label={t`New container`}
        onClick={() => show({ kind: 'create', preset: { host } })}
      >
        {t`New`}
      </Button>
      <Menu position="bottom-start" width={260} onOpen={() => void listTemplates(host)}>
        <Menu.Target>
          <Button disabled={!ready} className={classes.more} aria-label={t`Start a template`}>
            <IconChevronDown size={14} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Offered host={host} />
          <Menu.Divider />
          <Menu.Item onClick={() => show({ kind: 'templates', host })}>{t`Templates…`}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}

function Offered({ host }: { host: HostId }) {
  const templates = useTemplates((state) => state.byHost.get(host)?.templates)
  const offered = templates?.filter(({ hidden }) => !hidden) ?? []
  if (offered.length === 0) {
    return <Menu.Label>{templates ? t`All templates are hidden` : t`Looking…`}</Menu.Label>
  }
  return offered.map((template) => (
    <Menu.Item
      key={template.id}
      rightSection={
        template.key !== null && (
          <span className={classes.key}>{keysInWords(`template.${template.key}`)}</span>
        )
      }
      onClick={() => void startTemplate(host, template)}
    >
      {templateName(template)}
    </Menu.Item>
  ))
}
