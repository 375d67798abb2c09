import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { Image, ImageCheck } from '../../shared/model.ts'
import { checkImage, IMAGES_PLACE, removeImage } from '../actions/images.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { engineWords } from '../language/engine-words.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import list from '../parts/DialogList.module.css'
import { Section } from '../parts/Section.tsx'
import { useDialogs } from '../store/dialogs.ts'
import { useOnHost } from '../store/hosts.ts'
import { imageName } from '../words/names.ts'
import { bytes } from '../words/sizes.ts'
import { ImageDetails } from './ImageDetails.tsx'
import classes from './ImagesDialog.module.css'
import { ImportForm } from './ImportForm.tsx'
import { useImagesOf } from './images-store.ts'

interface Props {
  host: HostId
  /** to be brought in */
  path?: string | undefined
  onClose(): void
}

/** The images of a host: what there is, what it is made of and who uses it; another one is brought in below. */
export function ImagesDialog({ host, path, onClose }: Props) {
  const images = useImagesOf(host)
  return (
    <DialogFrame onClose={onClose} size={760} title={useOnHost(t`Images`, host)}>
      {images?.length === 0 && (
        <p className={list.what}>
          <Trans>
            There is none yet. Bring one in from a registry, an archive or a folder; containers of
            it share its files, and each costs only what it changes.
          </Trans>
        </p>
      )}
      {images && images.length > 0 && (
        <ul className={list.list} aria-label={t`Images`}>
          {images.map((image) => (
            <Row key={image.id} host={host} image={image} onClose={onClose} />
          ))}
        </ul>
      )}
      <FailureAt place={IMAGES_PLACE} />
      <ImportForm host={host} path={path} />
    </DialogFrame>
  )
}

function Row({ host, image, onClose }: { host: HostId; image: Image; onClose(): void }) {
  const show = useDialogs((state) => state.show)
  const [check, setCheck] = useState<ImageCheck | null>(null)
  const name = imageName(image)
  const createOf = () => {
    onClose()
    show({ kind: 'create', preset: { host, source: { kind: 'image', image: image.id } } })
  }
  return (
    <li className={classes.row} aria-label={name}>
      <div className={classes.head}>
        <div className={list.words}>
          <strong>{image.names.join(', ') || name}</strong>
          <p className={list.facts}>{factsOf(image)}</p>
        </div>
        <div className={list.buttons}>
          <ActionButton
            size="compact-xs"
            why={null}
            aria-label={t`New container of ${name}`}
            onPress={createOf}
          >
            {t`New container…`}
          </ActionButton>
          <ActionButton
            size="compact-xs"
            why={null}
            tip={t`Compute its digests anew`}
            aria-label={t`Check ${name}`}
            onPress={() => void checkImage(host, image).then((found) => setCheck(found ?? null))}
          >
            {t`Check`}
          </ActionButton>
          <ActionButton
            size="compact-xs"
            why={null}
            aria-label={t`Export ${name}`}
            onPress={() =>
              show({ kind: 'export', what: { kind: 'image', host, image: image.id, name } })
            }
          >
            {t`Export…`}
          </ActionButton>
          <Remove host={host} image={image} />
        </div>
      </div>
      {check && <Checked check={check} />}
      <Section title={t`Details`}>
        <ImageDetails image={image} />
      </Section>
    </li>
  )
}

function factsOf({ size, unpackedSize, layers, platform, usedBy }: Image): string {
  const users = usedBy.map((user) => (user.kind === 'container' ? user.id : user.name))
  return [
    t`${{ size: bytes(size) }}, ${{ unpacked: bytes(unpackedSize) }} unpacked`,
    plural({ number: layers.length }, { one: '# layer', other: '# layers' }),
    `${platform.os}/${platform.architecture}`,
    users.length > 0 ? t`used by ${{ users: users.join(', ') }}` : t`not in use`,
  ].join(' · ')
}

function Checked({ check: { ok, blobs } }: { check: ImageCheck }) {
  const wrong = blobs.filter(({ problem }) => problem !== '')
  return (
    <p className={classes.checked} role="status" data-bad={!ok || undefined}>
      {ok
        ? t`All ${{ number: blobs.length }} parts are what their digests say.`
        : wrong
            .map(({ what, digest, problem }) => `${what} ${digest}: ${engineWords(problem)}`)
            .join('; ')}
    </p>
  )
}

/** The engine refuses it while somebody uses the image; so the button says by whom, before it is tried. */
function Remove({ host, image }: { host: HostId; image: Image }) {
  const name = imageName(image)
  const users = image.usedBy.map((user) =>
    user.kind === 'container'
      ? t`container ${{ id: user.id }}`
      : t`checkpoint “${{ name: user.name }}”`,
  )
  const why = users.length > 0 ? t`in use: ${{ users: users.join(', ') }}` : null
  return (
    <Confirm
      label={t`Remove ${name}?`}
      lost={t`Its layers that no other image has are gone for good; to have it again it must be brought in again.`}
      action={t`Remove ${name}`}
      onConfirm={() => void removeImage(host, image)}
    >
      {(ask) => (
        <ActionButton
          size="compact-xs"
          why={why}
          aria-label={t`Remove ${name}`}
          aria-haspopup="dialog"
          onPress={ask}
        >
          {t`Remove`}
        </ActionButton>
      )}
    </Confirm>
  )
}
