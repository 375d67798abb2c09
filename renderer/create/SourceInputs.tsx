import { t } from '@lingui/core/macro'
import { SegmentedControl, Select, TextInput } from '@mantine/core'
import type { HostId } from '../../shared/hosts.ts'
import { ChooseImage } from '../images/ChooseImage.tsx'
import { engineWords } from '../language/engine-words.ts'
import { type Checkpoint, keyOf } from '../model.ts'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { useCheckpointList } from '../store/checkpoints.ts'
import { useContainers } from '../store/containers.ts'
import { useMissing } from '../store/machines.ts'
import { clock } from '../words/time.ts'
import classes from './CreateDialog.module.css'
import { type CreateForm, type SourceKind, usualNetwork } from './form.ts'
import type { Probe } from './use-probe.ts'
import type { PartProps } from './What.tsx'

const KINDS: ReadonlyArray<{ value: SourceKind; label: string }> = [
  { value: 'starter', label: t`Starter` },
  { value: 'image', label: t`Image` },
  { value: 'bundle', label: t`Bundle` },
  { value: 'rootfs', label: t`Rootfs` },
  { value: 'checkpoint', label: t`Checkpoint` },
]

/** Where the files come from, with what was found there. */
export function SourceInputs({ state: { host, form, set }, probe, errorOf }: PartProps) {
  return (
    <>
      <FieldGroup label={t({ context: 'source', message: 'From' })}>
        <SegmentedControl
          fullWidth
          aria-label={t({ context: 'source', message: 'From' })}
          data={[...KINDS]}
          value={form.source}
          onChange={(source) => set({ source, network: usualNetwork(source) })}
        />
      </FieldGroup>
      {form.source === 'starter' && <Starter host={host} error={errorOf('source')} />}
      {form.source === 'image' && (
        <ChooseImage
          host={host}
          image={form.image}
          error={errorOf('source')}
          onChange={(image) => set({ image })}
        />
      )}
      {form.source === 'bundle' && (
        <Folder
          label={t`Bundle folder`}
          placeholder={t`/path/to/bundle with config.json and rootfs`}
          wanted="bundle"
          path={form.bundle}
          onChange={(bundle) => set({ bundle })}
          probe={probe}
          error={errorOf('source')}
        />
      )}
      {form.source === 'rootfs' && (
        <Folder
          label={t`Rootfs folder`}
          placeholder={t`/path/to/rootfs`}
          wanted="rootfs"
          path={form.rootfs}
          onChange={(rootfs) => set({ rootfs })}
          probe={probe}
          error={errorOf('source')}
        />
      )}
      {(form.source === 'bundle' || form.source === 'rootfs') && (
        <Layer
          value={form.layer}
          error={errorOf('source.layer')}
          onChange={(layer) => set({ layer })}
        />
      )}
      {form.source === 'checkpoint' && (
        <ChooseCheckpoint host={host} form={form} set={set} error={errorOf('source')} />
      )}
    </>
  )
}

function Starter({ host, error }: { host: HostId; error: string | undefined }) {
  const missing = useMissing(host, 'starter')
  const bad = error ?? missing ?? undefined
  return (
    <p className={classes.probe} data-bad={bad !== undefined || undefined}>
      {bad ?? t`A busybox system made on the spot from this machine’s own; needs no network.`}
    </p>
  )
}

interface FolderProps {
  label: string
  placeholder: string
  wanted: Probe['kind']
  path: string
  onChange(path: string): void
  probe: Probe | undefined
  error: string | undefined
}

function Folder({ label, placeholder, wanted, path, onChange, probe, error }: FolderProps) {
  const bad = probe !== undefined && probe.kind !== wanted && probe.kind !== 'bundle'
  return (
    <div>
      <TextInput
        label={label}
        placeholder={placeholder}
        value={path}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        spellCheck={false}
      />
      <p className={classes.probe} role="status" data-bad={bad || undefined}>
        {path !== '' && (probe ? engineWords(probe.detail) : t`looking…`)}
      </p>
    </div>
  )
}

interface LayerProps {
  value: boolean
  error: string | undefined
  onChange(layer: boolean): void
}

/** Where what the container changes of its files goes. */
function Layer({ value, error, onChange }: LayerProps) {
  return (
    <FieldGroup
      label={t`Changes go`}
      description={
        value
          ? t`The folder stays as it is, and moments cost only their changes. Do not change it while containers lie over it. Devices in it are none there.`
          : t`The folder is used as it is. Moments leave it out, unless a full copy is asked for.`
      }
      error={error}
    >
      <SegmentedControl
        fullWidth
        aria-label={t`Changes go`}
        data={[
          { value: 'folder', label: t`Into the folder itself` },
          { value: 'layer', label: t`To a layer over it` },
        ]}
        value={value ? 'layer' : 'folder'}
        onChange={(chosen) => onChange(chosen === 'layer')}
      />
    </FieldGroup>
  )
}

interface ChooseProps {
  host: HostId
  form: CreateForm
  set(change: Partial<CreateForm>): void
  error: string | undefined
}

function ChooseCheckpoint({ host, form, set, error }: ChooseProps) {
  const checkpoints = useCheckpointList(host).filter(({ restorable }) => restorable)
  const containers = useContainers((state) => state.byKey)
  const gone = ({ container }: Checkpoint) => !containers.has(keyOf(container))
  return (
    <Select
      label={t`Checkpoint`}
      placeholder={checkpoints.length === 0 ? t`there is none yet` : t`choose one`}
      searchable
      data={grouped(checkpoints, gone)}
      value={form.checkpoint}
      error={error}
      onChange={(checkpoint) => set({ checkpoint, network: 'source' })}
    />
  )
}

/** Those of containers that are there, the newest first, and then those whose container is gone, or was never here. */
function grouped(checkpoints: readonly Checkpoint[], isGone: (one: Checkpoint) => boolean) {
  const items = (of: readonly Checkpoint[]) =>
    [...of].reverse().map(({ id, name, container, createdAt }) => ({
      value: id,
      label: `${name} · ${container.id} · ${clock(createdAt)}`,
    }))
  const here = checkpoints.filter((one) => !isGone(one))
  const without = checkpoints.filter(isGone)
  return [
    ...(here.length > 0 ? [{ group: t`Of containers`, items: items(here) }] : []),
    ...(without.length > 0 ? [{ group: t`Without a container`, items: items(without) }] : []),
  ]
}
