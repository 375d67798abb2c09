import { t } from '@lingui/core/macro'
import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import type { CheckpointLook } from '../../shared/model.ts'
import { ARCHIVE_PLACE, lookAtArchive } from '../actions/archives.ts'
import { FailureAt } from '../failures/FailureCard.tsx'
import { UnderWayHere } from '../outgoing/UnderWayHere.tsx'
import { ActionButton } from '../parts/ActionButton.tsx'
import { CancelButton } from '../parts/CancelButton.tsx'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useOnHost } from '../store/hosts.ts'
import { useRunningAt } from '../store/running.ts'
import classes from './ImportDialog.module.css'
import { ImportFound } from './ImportFound.tsx'

interface Props {
  host: HostId
  /** to be looked into at once */
  path?: string | undefined
  onClose(): void
}

/** Brings a moment in from a file: first what it would run is shown, then it is asked for. */
export function ImportDialog({ host, path, onClose }: Props) {
  const [given, setGiven] = useState(path)
  const [look, setLook] = useState<CheckpointLook | null>(null)
  const back = () => {
    setGiven(undefined)
    setLook(null)
  }
  return (
    <DialogFrame onClose={onClose} size={680} title={useOnHost(t`Import a checkpoint`, host)}>
      {look ? (
        <ImportFound host={host} look={look} onBack={back} onClose={onClose} />
      ) : (
        <Choose host={host} path={given} onLook={setLook} />
      )}
    </DialogFrame>
  )
}

interface ChooseProps {
  host: HostId
  path: string | undefined
  onLook(look: CheckpointLook): void
}

function Choose({ host, path: given = '', onLook }: ChooseProps) {
  const [path, setPath] = useState(given)
  const running = useRunningAt(ARCHIVE_PLACE)
  const why =
    path === ''
      ? t`say first where it is`
      : path.startsWith('/')
        ? null
        : t`the path must begin with /`
  const lookAt = async (at: string) => {
    const found = await lookAtArchive(host, at)
    if (found) onLook(found)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what was dropped
  useEffect(() => {
    if (given !== '') void lookAt(given)
  }, [])
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (why === null && !running) void lookAt(path)
      }}
    >
      <p className={classes.note}>
        {t`A file that “Export…” of a checkpoint wrote, or “podman container checkpoint --export”. It is looked into first; nothing runs before you have seen what.`}
      </p>
      <TextInput
        data-autofocus
        label={t`Path`}
        placeholder="/path/of/the/file.tar.zst"
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
        spellCheck={false}
      />
      <FailureAt place={ARCHIVE_PLACE} />
      <DialogFoot>
        {running && <UnderWayHere running={running} />}
        {running ? (
          <CancelButton running={running} />
        ) : (
          <ActionButton variant="filled" why={why}>
            {t`Look into it`}
          </ActionButton>
        )}
      </DialogFoot>
    </form>
  )
}
