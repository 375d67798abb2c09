import { MultiSelect, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { SHAREABLE } from '../../shared/model.ts'
import { Deviations } from '../parts/Deviations.tsx'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { useMachine } from '../store/machines.ts'
import classes from './CreateDialog.module.css'
import type { SecurityProps } from './SecurityRights.tsx'
import type { PathsFields } from './security-fields.ts'

const NAMESPACES = {
  pid: 'processes (pid)',
  ipc: 'shared memory and queues (ipc)',
  uts: 'its name (uts)',
  cgroup: 'the view of cgroups (cgroup)',
} as const

/** What it sees of the machine, and who it is there: ids, paths, namespaces, kernel settings. */
export function SecurityConfined(props: SecurityProps) {
  const { fields, change, errorOf, deviations } = props
  const marks = (...of: string[]) => (
    <Deviations list={deviations.filter(({ field }) => of.includes(field))} />
  )
  return (
    <div className={classes.column}>
      <Ids {...props} />
      {marks('idMap')}
      <div>
        <Paths
          label="Hidden paths"
          help="Files of /proc and /sys that tell of the machine."
          value={fields.masked}
          error={errorOf('security.maskedPaths')}
          ofBundle={props.form.source === 'bundle'}
          onChange={(masked) => change({ masked })}
        />
        {marks('maskedPaths')}
      </div>
      <div>
        <Paths
          label="Read-only paths"
          help="Files of /proc by which the kernel is set."
          value={fields.readonly}
          error={errorOf('security.readonlyPaths')}
          ofBundle={props.form.source === 'bundle'}
          onChange={(readonly) => change({ readonly })}
        />
        {marks('readonlyPaths')}
      </div>
      <div>
        <MultiSelect
          size="xs"
          label="Shared with the machine"
          description="Namespaces that are the machine’s in place of its own."
          placeholder={fields.shared.length === 0 ? 'none' : ''}
          data={SHAREABLE.map((value) => ({ value, label: NAMESPACES[value] }))}
          value={fields.shared}
          error={errorOf('security.namespaces')}
          onChange={(shared) => change({ shared })}
        />
        {marks('namespaces')}
      </div>
      <Textarea
        label="Kernel settings (sysctl)"
        description="Those that a namespace of its own holds: net.*, kernel.shm*, kernel.msg*, fs.mqueue.*"
        placeholder={'net.core.somaxconn=1024\none a line'}
        autosize
        minRows={1}
        maxRows={6}
        value={fields.sysctls}
        error={errorOf('security.sysctls')}
        onChange={(event) => change({ sysctls: event.currentTarget.value })}
        spellCheck={false}
      />
      <div className={classes.row}>
        <TextInput
          label="Domain name"
          value={fields.domainname}
          error={errorOf('security.domainname')}
          onChange={(event) => change({ domainname: event.currentTarget.value })}
        />
        <NumberInput
          label="OOM score"
          placeholder="0"
          min={-1000}
          max={1000}
          value={fields.oomScoreAdj}
          error={errorOf('security.oomScoreAdj')}
          onChange={(score) => change({ oomScoreAdj: String(score) })}
        />
      </div>
      {marks('oomScoreAdj')}
    </div>
  )
}

const IDS_HELP = {
  host: 'Root inside is root of this machine, held by all that is set here.',
  user: 'A user namespace: ids that /etc/subuid and /etc/subgid give to somebody.',
  ids: 'A user namespace: root inside is the first of these ids on the machine.',
} as const

function Ids({ host, form, fields, change, errorOf }: SecurityProps) {
  const isRoot = useMachine(host).host?.root ?? true
  const number = (key: 'uid' | 'gid' | 'count', label: string) => (
    <NumberInput
      label={label}
      min={1}
      allowDecimal={false}
      value={fields[key]}
      error={errorOf(`security.idMap.${key}`)}
      onChange={(value) => change({ [key]: String(value) })}
    />
  )
  const copies = form.source === 'image' ? ' It gets a copy of the image’s files.' : ''
  return (
    <FieldGroup
      label="Ids (user namespace)"
      description={
        isRoot
          ? `${IDS_HELP[fields.ids]}${fields.ids === 'host' ? '' : copies}`
          : 'Not to choose here: an ordinary user’s containers have the ids that it was given.'
      }
      error={errorOf('security.idMap')}
    >
      <SegmentedControl
        fullWidth
        aria-label="Ids"
        disabled={!isRoot}
        data={[
          { value: 'host', label: 'The machine’s' },
          { value: 'user', label: 'From subuid' },
          { value: 'ids', label: 'By number' },
        ]}
        value={fields.ids}
        onChange={(ids) => change({ ids })}
      />
      {fields.ids === 'user' && (
        <TextInput
          mt={8}
          label="Given to"
          placeholder="containers"
          value={fields.user}
          onChange={(event) => change({ user: event.currentTarget.value })}
          spellCheck={false}
        />
      )}
      {fields.ids === 'ids' && (
        <div className={classes.thirds}>
          {number('uid', 'First uid')}
          {number('gid', 'First gid')}
          {number('count', 'How many')}
        </div>
      )}
    </FieldGroup>
  )
}

interface PathsProps {
  label: string
  help: string
  value: PathsFields
  error: string | undefined
  ofBundle: boolean
  onChange(value: PathsFields): void
}

function Paths({ label, help, value, error, ofBundle, onChange }: PathsProps) {
  return (
    <FieldGroup label={label} description={help} error={value.choice === 'list' ? '' : error}>
      <SegmentedControl
        fullWidth
        aria-label={label}
        data={[
          ...(ofBundle ? [{ value: 'source', label: 'As the bundle' } as const] : []),
          { value: ofBundle ? 'default' : 'source', label: 'Default' } as const,
          { value: 'none', label: 'None' } as const,
          { value: 'list', label: 'Own list' } as const,
        ]}
        value={value.choice}
        onChange={(choice) => onChange({ ...value, choice })}
      />
      {value.choice === 'list' && (
        <Textarea
          mt={8}
          aria-label={`${label}, one a line`}
          placeholder={'/proc/kcore\none a line'}
          autosize
          minRows={2}
          maxRows={6}
          value={value.list}
          error={error}
          onChange={(event) => onChange({ ...value, list: event.currentTarget.value })}
          spellCheck={false}
        />
      )}
    </FieldGroup>
  )
}
