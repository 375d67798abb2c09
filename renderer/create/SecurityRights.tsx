import { t } from '@lingui/core/macro'
import { MultiSelect, SegmentedControl, Switch, TextInput } from '@mantine/core'
import type { HostId } from '../../shared/hosts.ts'
import { CAPABILITIES, DEFAULT_CAPABILITIES, type Deviation } from '../../shared/model.ts'
import { Deviations } from '../parts/Deviations.tsx'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import classes from './CreateDialog.module.css'
import type { CreateForm } from './form.ts'
import { RlimitRows } from './RlimitRows.tsx'
import type { SecurityFields } from './security-fields.ts'

export interface SecurityProps {
  host: HostId
  form: CreateForm
  fields: SecurityFields
  change(part: Partial<SecurityFields>): void
  errorOf(field: string): string | undefined
  deviations: readonly Deviation[]
}

const named = (names: readonly string[]) =>
  names.map((value) => ({ value, label: value === 'all' ? t`all of them` : value.slice(4) }))
const DROPPABLE = named(['all', ...DEFAULT_CAPABILITIES])
const ADDABLE = named([
  'all',
  ...CAPABILITIES.filter((name) => !DEFAULT_CAPABILITIES.includes(name)).sort(),
])
/** A bundle may have any. */
const ALL = named(['all', ...[...CAPABILITIES].sort()])

/** What its processes may do: capabilities, system calls, limits. */
export function SecurityRights({ form, fields, change, errorOf, deviations }: SecurityProps) {
  const ofBundle = form.source === 'bundle'
  const marks = (...of: Deviation['field'][]) => (
    <Deviations list={deviations.filter(({ field }) => of.includes(field))} />
  )
  return (
    <div className={classes.column}>
      <div>
        <Switch
          label={t`Privileged`}
          description={t`Takes away all that confines it. What is set beside it holds.`}
          checked={fields.privileged}
          onChange={(event) => change({ privileged: event.currentTarget.checked })}
        />
        {marks('devices', 'mounts')}
      </div>
      <div>
        <MultiSelect
          size="xs"
          label={t`Add capabilities`}
          description={t`Parts of root’s power beside the eleven that are safe as a rule.`}
          placeholder={fields.add.length === 0 ? t`none` : ''}
          searchable
          data={ofBundle ? ALL : ADDABLE}
          value={fields.add}
          error={errorOf('security.capabilities')}
          onChange={(add) => change({ add })}
        />
        {marks('capabilities')}
      </div>
      <MultiSelect
        size="xs"
        label={t`Drop capabilities`}
        description={t`Those that it can do without.`}
        placeholder={fields.drop.length === 0 ? t`none` : ''}
        searchable
        data={ofBundle ? ALL : DROPPABLE}
        value={fields.drop}
        onChange={(drop) => change({ drop })}
      />
      <FieldGroup label={t`System calls (seccomp)`} description={SECCOMP[fields.seccomp]}>
        <SegmentedControl
          fullWidth
          aria-label={t`System calls`}
          data={[
            ...(ofBundle ? [{ value: 'source', label: t`As the bundle` } as const] : []),
            { value: ofBundle ? 'default' : 'source', label: t`Default` } as const,
            { value: 'none', label: t`No filter` } as const,
            { value: 'file', label: t`Profile` } as const,
          ]}
          value={fields.seccomp}
          onChange={(seccomp) => change({ seccomp })}
        />
        {fields.seccomp === 'file' && (
          <TextInput
            mt={8}
            label={t`Profile`}
            placeholder={t`/path/to/profile.json`}
            value={fields.profile}
            error={errorOf('security.seccomp')}
            onChange={(event) => change({ profile: event.currentTarget.value })}
            spellCheck={false}
          />
        )}
        {marks('seccomp')}
      </FieldGroup>
      <Switch
        label={t`No new privileges`}
        description={t`Programs such as su and sudo gain nothing (no_new_privs).`}
        checked={fields.noNewPrivileges}
        onChange={(event) => change({ noNewPrivileges: event.currentTarget.checked })}
      />
      <RlimitRows
        rows={fields.rlimits}
        error={errorOf('security.rlimits')}
        onChange={(rlimits) => change({ rlimits })}
      />
      {marks('rlimits')}
    </div>
  )
}

const SECCOMP = {
  source: t`A filter of the kernel’s calls: Podman’s default, unless a bundle says otherwise.`,
  default: t`Podman’s default filter of the kernel’s calls.`,
  none: t`Every call of the kernel is open.`,
  file: t`Docker’s and Podman’s profiles, or plain OCI.`,
} as const
