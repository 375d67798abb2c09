import { t } from '@lingui/core/macro'
import { MultiSelect, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { SHAREABLE } from '../../shared/model.ts'
import { Deviations } from '../parts/Deviations.tsx'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { useMachine } from '../store/machines.ts'
import classes from './CreateDialog.module.css'
import type { SecurityProps } from './SecurityRights.tsx'
import type { PathsFields } from './security-fields.ts'

const NAMESPACES = {
  pid: t`processes (pid)`,
  ipc: t`shared memory and queues (ipc)`,
  uts: t`its name (uts)`,
  cgroup: t`the view of cgroups (cgroup)`,
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
          label={t`Hidden paths`}
          help={t`Files of /proc and /sys that tell of the machine.`}
          value={fields.masked}
          error={errorOf('security.maskedPaths')}
          ofBundle={props.form.source === 'bundle'}
          onChange={(masked) => change({ masked })}
        />
        {marks('maskedPaths')}
      </div>
      <div>
        <Paths
          label={t`Read-only paths`}
          help={t`Files of /proc by which the kernel is set.`}
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
          label={t`Shared with the machine`}
          description={t`Namespaces that are the machine’s in place of its own.`}
          placeholder={fields.shared.length === 0 ? t`none` : ''}
          data={SHAREABLE.map((value) => ({ value, label: NAMESPACES[value] }))}
          value={fields.shared}
          error={errorOf('security.namespaces')}
          onChange={(shared) => change({ shared })}
        />
        {marks('namespaces')}
      </div>
      <Textarea
        label={t`Kernel settings (sysctl)`}
        description={t`Those that a namespace of its own holds: net.*, kernel.shm*, kernel.msg*, fs.mqueue.*`}
        placeholder={`net.core.somaxconn=1024\n${t`one a line`}`}
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
          label={t`Domain name`}
          value={fields.domainname}
          error={errorOf('security.domainname')}
          onChange={(event) => change({ domainname: event.currentTarget.value })}
        />
        <NumberInput
          label={t`OOM score`}
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
  host: t`Root inside is root of this machine, held by all that is set here.`,
  user: t`A user namespace: ids that /etc/subuid and /etc/subgid give to somebody.`,
  ids: t`A user namespace: root inside is the first of these ids on the machine.`,
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
  const copied = form.source === 'image' && fields.ids !== 'host'
  const copies = copied ? [t`It gets a copy of the image’s files.`] : []
  return (
    <FieldGroup
      label={t`Ids (user namespace)`}
      description={
        isRoot
          ? [IDS_HELP[fields.ids], ...copies].join(' ')
          : t`Not to choose here: an ordinary user’s containers have the ids that it was given.`
      }
      error={errorOf('security.idMap')}
    >
      <SegmentedControl
        fullWidth
        aria-label={t`Ids`}
        disabled={!isRoot}
        data={[
          { value: 'host', label: t`The machine’s` },
          { value: 'user', label: t`From subuid` },
          { value: 'ids', label: t`By number` },
        ]}
        value={fields.ids}
        onChange={(ids) => change({ ids })}
      />
      {fields.ids === 'user' && (
        <TextInput
          mt={8}
          label={t`Given to`}
          placeholder="containers"
          value={fields.user}
          onChange={(event) => change({ user: event.currentTarget.value })}
          spellCheck={false}
        />
      )}
      {fields.ids === 'ids' && (
        <div className={classes.thirds}>
          {number('uid', t`First uid`)}
          {number('gid', t`First gid`)}
          {number('count', t`How many`)}
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
          ...(ofBundle ? [{ value: 'source', label: t`As the bundle` } as const] : []),
          { value: ofBundle ? 'default' : 'source', label: t`Default` } as const,
          { value: 'none', label: t({ context: 'paths', message: 'None' }) } as const,
          { value: 'list', label: t`Own list` } as const,
        ]}
        value={value.choice}
        onChange={(choice) => onChange({ ...value, choice })}
      />
      {value.choice === 'list' && (
        <Textarea
          mt={8}
          aria-label={t`${label}, one a line`}
          placeholder={`/proc/kcore\n${t`one a line`}`}
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
