import { Button } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useDialogs } from '../store/dialogs.ts'
import { shownTo } from '../words/observers.ts'
import { useObservers } from './observers-store.ts'

/** Says that others may watch, for as long as they may; opens what turns it off. */
export function ShownBadge() {
  const open = useObservers((state) => state.door?.open)
  const show = useDialogs((state) => state.show)
  if (!open) return null
  return (
    <Button
      variant="light"
      size="compact-sm"
      leftSection={<IconEye size={16} aria-hidden="true" />}
      onClick={() => show({ kind: 'observers' })}
    >
      {shownTo(open)}
    </Button>
  )
}
