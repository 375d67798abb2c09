import { t } from '@lingui/core/macro'
import { useState } from 'react'
import type { HostId } from '../../shared/hosts.ts'
import { copyScript } from '../actions/journal.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import type { JournalFilter } from './filter.ts'

const SAID_MS = 2000

interface Props {
  host: HostId
  filter: JournalFilter
  isEmpty: boolean
}

/** What is shown, as a script that does it again. */
export function CopyScript({ host, filter, isEmpty }: Props) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    if (!(await copyScript(host, filter))) return
    setCopied(true)
    setTimeout(() => setCopied(false), SAID_MS)
  }
  return (
    <ActionButton
      size="xs"
      looks
      why={isEmpty ? t`nothing is shown that could be done again` : null}
      tip={t`what is shown, oldest first, for a machine that has runc alone`}
      onPress={() => void copy()}
    >
      {copied ? t`Copied` : t`Copy as shell script`}
    </ActionButton>
  )
}
