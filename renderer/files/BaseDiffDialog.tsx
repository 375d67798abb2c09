import { t } from '@lingui/core/macro'
import { Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { toWireError, type WireError } from '../../shared/errors.ts'
import type { FileComparison } from '../../shared/model.ts'
import { DiffLines } from '../compare/DiffLines.tsx'
import { FailureCard } from '../failures/FailureCard.tsx'
import type { ContainerRef } from '../model.ts'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { useClient } from '../store/connection.ts'
import { visible } from '../words/visible.ts'
import { nameIn } from './path.ts'

interface Props {
  container: ContainerRef
  path: string
  onClose(): void
}

/** A file as its base has it and as it is now, line by line. */
export default function BaseDiffDialog({ container, path, onClose }: Props) {
  const { host, namespace, id } = container
  const client = useClient(host)
  const [compared, setCompared] = useState<FileComparison | null>(null)
  const [error, setError] = useState<WireError | null>(null)
  useEffect(() => {
    let wanted = true
    client?.call('files.compare', { namespace, id, path }).then(
      (told) => wanted && setCompared(told),
      (cause) => wanted && setError(toWireError(cause)),
    )
    return () => {
      wanted = false
    }
  }, [client, namespace, id, path])
  return (
    <DialogFrame
      onClose={onClose}
      size={1000}
      title={t`${{ path: visible(path) }}, since the base`}
    >
      {error && (
        <FailureCard
          failure={{ what: t`Could not compare ${{ name: visible(nameIn(path)) }}`, error, host }}
        />
      )}
      {compared ? <DiffLines compared={compared} /> : !error && <Loader size="sm" />}
    </DialogFrame>
  )
}
