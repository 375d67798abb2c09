import { t } from '@lingui/core/macro'
import { Button, SegmentedControl } from '@mantine/core'
import { FieldGroup } from '../parts/FieldGroup.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { MountRow } from './MountRow.tsx'
import classes from './Mounts.module.css'
import { type MountFields, newMount } from './mount-fields.ts'
import type { PartProps } from './What.tsx'

const IMAGE_VOLUMES = [
  { value: 'anonymous', label: t`Volumes of its own` },
  { value: 'tmpfs', label: 'tmpfs' },
  { value: 'ignore', label: t`Nothing` },
] as const
const HELP = {
  anonymous: t`Filled from the image; they go with the container and its checkpoints.`,
  tmpfs: t`Empty, in memory, gone when the container ends.`,
  ignore: t`What is written there is among the container’s own changes.`,
}

/** Folders and files of the host, volumes and tmpfs that the container gets. */
export function Mounts({ state, errorOf }: Pick<PartProps, 'state' | 'errorOf'>) {
  const { host, form, set } = state
  const { mounts } = form.mounting
  const show = useDialogs((dialogs) => dialogs.show)
  const change = (list: readonly MountFields[]) =>
    set({ mounting: { ...form.mounting, mounts: list } })
  return (
    <>
      <ImagesOwn state={state} />
      {mounts.length > 0 && (
        <ul className={classes.rows} aria-label={t`Mounts`}>
          {mounts.map((fields, at) => (
            <MountRow
              key={fields.key}
              host={host}
              number={at + 1}
              fields={fields}
              set={(part) => change(mounts.with(at, { ...fields, ...part }))}
              onRemove={() => change(mounts.toSpliced(at, 1))}
              errorOf={(field) => errorOf(`mounts.${at}.${field}`)}
            />
          ))}
        </ul>
      )}
      <div className={classes.add}>
        <Button variant="default" onClick={() => change([...mounts, newMount('bind')])}>
          {t`Add a mount`}
        </Button>
        <Button variant="subtle" onClick={() => show({ kind: 'volumes', host })}>
          {t`Volumes…`}
        </Button>
      </div>
    </>
  )
}

/** What an image wants kept apart from its files: a row names a volume for it, else the choice here holds. */
function ImagesOwn({ state: { form, set, image } }: Pick<PartProps, 'state'>) {
  const { mounting } = form
  const declared = form.source === 'image' ? (image?.config.volumes ?? []) : []
  if (declared.length === 0) return null
  const open = declared.filter(
    (path) => !mounting.mounts.some(({ destination }) => destination === path),
  )
  const name = () =>
    set({
      mounting: {
        ...mounting,
        mounts: [...mounting.mounts, ...open.map((path) => newMount('volume', path))],
      },
    })
  return (
    <div className={classes.note}>
      <FieldGroup
        label={t`The image’s volumes: ${{ paths: declared.join(', ') }}`}
        description={HELP[mounting.imageVolumes]}
      >
        <div className={classes.add}>
          <SegmentedControl
            aria-label={t`The image’s volumes`}
            data={[...IMAGE_VOLUMES]}
            value={mounting.imageVolumes}
            onChange={(imageVolumes) => set({ mounting: { ...mounting, imageVolumes } })}
          />
          {open.length > 0 && (
            <Button variant="subtle" onClick={name}>
              {t`Choose volumes for them`}
            </Button>
          )}
        </div>
      </FieldGroup>
    </div>
  )
}
