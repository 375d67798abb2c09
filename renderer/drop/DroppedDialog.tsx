import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useDialogs } from '../store/dialogs.ts'
import classes from './DroppedDialog.module.css'
import { hostOfPaths } from './open-path.ts'

interface Props {
  what: string
  why: string
  onClose(): void
}

/** Something was dropped of which no container can be made: why, and what can be. */
export function DroppedDialog({ what, why, onClose }: Props) {
  const show = useDialogs((state) => state.show)
  const typeIt = () => {
    onClose()
    show({ kind: 'create', preset: { host: hostOfPaths(), source: { kind: 'bundle', path: '' } } })
  }
  return (
    <DialogFrame onClose={onClose} size={520} title={t`Not something to make a container of`}>
      <p className={classes.what}>{what}</p>
      <p className={classes.why}>{why}</p>
      <p className={classes.what}>{t`What can be dropped:`}</p>
      <ul className={classes.list}>
        <li>
          <Trans>
            an OCI bundle: a folder with <code>config.json</code> and its root filesystem
          </Trans>
        </li>
        <li>
          <Trans>
            a root filesystem: a folder with <code>bin</code>, <code>etc</code>, <code>usr</code> …
          </Trans>
        </li>
        <li>{t`an image: an OCI layout folder, or an archive of one or of “docker save”`}</li>
        <li>{t`a checkpoint: a file that Runcible or Podman exported`}</li>
      </ul>
      <DialogFoot>
        <Button variant="default" onClick={typeIt}>
          {t`Type a path…`}
        </Button>
        <Button data-autofocus onClick={onClose}>
          {t`Close`}
        </Button>
      </DialogFoot>
    </DialogFrame>
  )
}
