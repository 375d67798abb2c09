import { t } from '@lingui/core/macro'
import { MultiSelect, SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import type { HostId } from '../../shared/hosts.ts'
import { CheckpointOptions } from '../../shared/model.ts'
import type { CheckpointInput } from '../actions/checkpoints.ts'
import type { Checkpoint } from '../model.ts'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { Section } from '../parts/Section.tsx'
import { useMissing } from '../store/machines.ts'
import classes from './CheckpointDialog.module.css'
import {
  COPY_FILES_LABEL,
  OPTION_HELP as HELP,
  notHere,
  OPTION_LABELS,
  SWITCHES,
} from './option-labels.ts'

const NAMESPACES = CheckpointOptions.shape.emptyNamespaces.unwrap().element.options

interface Props {
  value: CheckpointInput
  onChange(value: CheckpointInput): void
  host: HostId
  /** checkpoints that may be its parent */
  candidates: readonly Checkpoint[]
  /** its root filesystem, where that is a folder of the user's; null: its files are in every moment */
  folder: string | null
}

/** Every option of a checkpoint, each explained in one line. */
export function CheckpointOptionsForm({ value, onChange, host, candidates, folder }: Props) {
  const set = (change: Partial<CheckpointInput>) => onChange({ ...value, ...change })
  const noTracking = useMissing(host, 'preDump')
  return (
    <div className={classes.options}>
      <TextInput
        data-autofocus
        label={t`Name`}
        description={HELP.name}
        value={value.name ?? ''}
        maxLength={120}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <FieldGroup label={t`Afterwards`} description={HELP.exit}>
        <SegmentedControl
          aria-label={t`Afterwards`}
          data={[
            { value: 'run', label: t`Leave it running` },
            { value: 'exit', label: t`Stop it` },
          ]}
          value={value.exit ? 'exit' : 'run'}
          onChange={(after) => set({ exit: after === 'exit' })}
        />
      </FieldGroup>
      {SWITCHES.map((option) => (
        <Switch
          key={option}
          label={OPTION_LABELS[option]}
          description={HELP[option]}
          checked={value[option] ?? false}
          onChange={(event) => set({ [option]: event.currentTarget.checked })}
        />
      ))}
      <Switch
        label={COPY_FILES_LABEL}
        description={
          folder
            ? `${HELP.copyFiles} ${t`It is ${folder}.`}`
            : `${HELP.copyFiles} ${t`This one’s files are its own and are taken along in any case.`}`
        }
        disabled={folder === null}
        checked={value.copyFiles ?? false}
        onChange={(event) => set({ copyFiles: event.currentTarget.checked })}
      />
      <Section title={t`Advanced`}>
        <div className={classes.options}>
          <MultiSelect
            size="xs"
            label={t`Empty namespaces`}
            description={HELP.emptyNamespaces}
            placeholder={value.emptyNamespaces?.length ? undefined : t`none`}
            data={NAMESPACES}
            value={value.emptyNamespaces ?? []}
            onChange={(chosen) =>
              set({ emptyNamespaces: NAMESPACES.filter((one) => chosen.includes(one)) })
            }
          />
          <Select
            label={t`Parent`}
            description={noTracking ? `${HELP.parent} ${notHere(noTracking)}` : HELP.parent}
            placeholder={t({ message: 'none', context: 'a parent' })}
            clearable
            disabled={noTracking !== null}
            data={candidates.map(({ id, name }) => ({ value: id, label: name }))}
            value={value.parent ?? null}
            onChange={(parent) => set({ parent: parent ?? undefined })}
          />
          <Switch
            label={t`Pre-dump`}
            description={noTracking ? `${HELP.preDump} ${notHere(noTracking)}` : HELP.preDump}
            disabled={noTracking !== null}
            checked={value.preDump ?? false}
            onChange={(event) => set({ preDump: event.currentTarget.checked })}
          />
          <TextInput
            label={t`Folder for the images`}
            description={HELP.imagePath}
            placeholder={t`Runcible’s own store`}
            value={value.imagePath ?? ''}
            onChange={(event) => set({ imagePath: event.currentTarget.value || undefined })}
          />
          <TextInput
            label={t`CRIU’s work folder`}
            description={HELP.workPath}
            placeholder={t`beside the images`}
            value={value.workPath ?? ''}
            onChange={(event) => set({ workPath: event.currentTarget.value || undefined })}
          />
        </div>
      </Section>
    </div>
  )
}
