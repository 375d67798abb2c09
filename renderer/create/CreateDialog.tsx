import { t } from '@lingui/core/macro'
import { Button, Tabs } from '@mantine/core'
import { useState } from 'react'
import { FailureAt } from '../failures/FailureCard.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { Runs } from '../parts/Runs.tsx'
import { Section } from '../parts/Section.tsx'
import { useFieldErrors } from '../parts/use-field-errors.ts'
import type { CreatePreset } from '../store/dialogs.ts'
import { useOnHost } from '../store/hosts.ts'
import { createCommands } from '../words/commands.ts'
import { Advanced } from './Advanced.tsx'
import { Around } from './Around.tsx'
import classes from './CreateDialog.module.css'
import { Devices } from './Devices.tsx'
import { Mounts } from './Mounts.tsx'
import { NamingPart } from './NamingPart.tsx'
import { Preview } from './Preview.tsx'
import { SaveAsTemplate } from './SaveAsTemplate.tsx'
import { SecuritySection } from './SecuritySection.tsx'
import { CREATE_PLACE, useCreate } from './use-create.ts'
import { useProbe } from './use-probe.ts'
import { What } from './What.tsx'

/** Fields that show what the engine says about them themselves. */
const FIELDS = [
  'id',
  'namespace',
  'source',
  'process.args',
  'process.user',
  'process.cwd',
  'process.env',
  'hostname',
  'limits',
  'mounts',
  'devices',
  'security',
  'network',
  'runtime',
  'naming',
]

interface Props {
  preset: CreatePreset
  onClose(): void
}

/** Makes a container: what runs at the left, what is around it at the right, what will be written under Preview. */
export function CreateDialog({ preset, onClose }: Props) {
  const state = useCreate(preset, onClose)
  const [tab, setTab] = useState<string | null>('settings')
  const { form, running, submit } = state
  const path = form.source === 'bundle' ? form.bundle : form.source === 'rootfs' ? form.rootfs : ''
  const probe = useProbe(preset.host, path)
  const { errorOf, atField } = useFieldErrors(CREATE_PLACE, FIELDS)
  const shared = { state, probe, errorOf }
  return (
    <DialogFrame onClose={onClose} size={940} title={useOnHost(t`New container`, preset.host)}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit(true)
        }}
      >
        <Tabs value={tab} onChange={setTab} keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="settings">{t`Settings`}</Tabs.Tab>
            <Tabs.Tab value="preview">{t`Preview`}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="settings" className={classes.panel}>
            <div className={classes.columns}>
              <What {...shared} />
              <Around {...shared} />
            </div>
            {form.source !== 'checkpoint' && (
              <>
                <Section
                  title={t`Mounts`}
                  forced={errorOf('mounts') !== undefined}
                  filled={form.mounting.mounts.length > 0}
                >
                  <Mounts {...shared} />
                </Section>
                <Section
                  title={t`Devices`}
                  forced={errorOf('devices') !== undefined}
                  filled={form.mounting.devices.length > 0}
                >
                  <Devices {...shared} />
                </Section>
              </>
            )}
            <NamingPart state={state} errorOf={errorOf} />
            <SecuritySection {...shared} />
            <Section title={t`Advanced`} forced={errorOf('runtime') !== undefined}>
              <Advanced {...shared} />
            </Section>
          </Tabs.Panel>
          <Tabs.Panel value="preview" className={classes.panel}>
            <Preview host={preset.host} request={state.request} />
          </Tabs.Panel>
        </Tabs>
        {!atField && <FailureAt place={CREATE_PLACE} />}
        <Runs commands={createCommands(state.request)} />
        <DialogFoot>
          <SaveAsTemplate state={state} />
          {running && <CancelButton running={running} />}
          <Button
            variant="default"
            loading={running !== undefined}
            onClick={() => void submit(false)}
          >
            {t`Create`}
          </Button>
          <Button type="submit" loading={running !== undefined}>
            {t`Create & start`}
          </Button>
        </DialogFoot>
      </form>
    </DialogFrame>
  )
}
