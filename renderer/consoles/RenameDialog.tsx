import { t } from '@lingui/core/macro'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ConsoleTarget } from '../model.ts'
import { DialogFoot } from '../parts/DialogFoot.tsx'
import { DialogFrame } from '../parts/DialogFrame.tsx'
import { LONGEST_NAME, nameIn, useTabs } from '../store/tabs.ts'
import { useConsoleProcess } from './console-process.ts'

/** A name of one's own for a console; none gives it its first one back. */
export function RenameDialog({ target, onClose }: { target: ConsoleTarget; onClose(): void }) {
  const { names, rename } = useTabs.getState()
  const [name, setName] = useState(nameIn(names, target) ?? '')
  const process = useConsoleProcess(target)
  return (
    <DialogFrame onClose={onClose} size={400} title={t`Name this console`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          rename(target, name)
          onClose()
        }}
      >
        <TextInput
          data-autofocus
          label={t`Name`}
          description={t`Empty: what it is called by itself`}
          placeholder={process?.title ?? ''}
          maxLength={LONGEST_NAME}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <DialogFoot>
          <Button type="submit">{t`Rename`}</Button>
        </DialogFoot>
      </form>
    </DialogFrame>
  )
}
