import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRef } from 'react'
import { filesPlace, makeFolder } from '../actions/files.ts'
import type { ContainerRef } from '../model.ts'
import { UnderWayHere } from '../outgoing/UnderWayHere.tsx'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { useRunningAt } from '../store/running.ts'
import { FILES } from '../words/files.ts'
import { visible } from '../words/visible.ts'
import classes from './Files.module.css'
import { NameButton } from './NameButton.tsx'
import type { Browsing } from './use-browsing.ts'

interface Props {
  container: ContainerRef
  browsing: Browsing
  onFiles(files: readonly File[]): void
}

/** What goes into a folder; how far a transfer has come. */
export function FilesFoot({ container, browsing, onFiles }: Props) {
  const { target, whyNotWritable: why, again } = browsing
  const running = useRunningAt(filesPlace(container))
  const input = useRef<HTMLInputElement>(null)
  const folder = visible(target)
  return (
    <DialogFoot>
      {running ? (
        <>
          <UnderWayHere running={running} />
          <CancelButton running={running} />
        </>
      ) : (
        <>
          <span className={classes.target}>
            <Trans>
              into <code>{folder}</code>
            </Trans>
          </span>
          <NameButton
            label={FILES.newFolder}
            field={t`Name of the new folder in ${folder}`}
            action={t`Make`}
            why={why}
            onName={(name) => makeFolder(container, target, name).then((made) => made && again())}
          />
          <ActionButton size="compact-xs" why={why} onPress={() => input.current?.click()}>
            {FILES.upload}
          </ActionButton>
        </>
      )}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t`Files for ${folder}`}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
    </DialogFoot>
  )
}
