import { t } from '@lingui/core/macro'
import { Button, Select } from '@mantine/core'
import type { HostId } from '../../shared/hosts.ts'
import { useDialogs } from '../store/dialogs.ts'
import { imageName } from '../words/names.ts'
import { bytes } from '../words/sizes.ts'
import classes from './ImagesDialog.module.css'
import { useImagesOf } from './images-store.ts'

interface Props {
  host: HostId
  image: string | null
  error: string | undefined
  onChange(image: string | null): void
}

/** Which image a container is made of; the way to bring one in is beside it. */
export function ChooseImage({ host, image, error, onChange }: Props) {
  const images = useImagesOf(host) ?? []
  const show = useDialogs((state) => state.show)
  return (
    <div className={classes.choose}>
      <Select
        label={t`Image`}
        placeholder={images.length === 0 ? t`there is none yet` : t`choose one`}
        searchable
        data={images.map((one) => ({
          value: one.id,
          label: `${imageName(one)} · ${bytes(one.unpackedSize)}`,
        }))}
        value={image}
        error={error}
        onChange={onChange}
      />
      <Button variant="default" onClick={() => show({ kind: 'images', host })}>
        {t`Images…`}
      </Button>
    </div>
  )
}
