import { t } from '@lingui/core/macro'
import { Button } from '@mantine/core'
import { useDialogs } from '../store/dialogs.ts'
import { Graphs } from './Graphs.tsx'
import type { Graphed } from './graphed.ts'

const HEIGHT = 60

/** The graphs in the inspector. */
export default function GraphsSection({ container }: { container: Graphed }) {
  const show = useDialogs((state) => state.show)
  return (
    <Graphs
      container={container}
      height={HEIGHT}
      tools={
        <Button
          variant="default"
          aria-haspopup="dialog"
          onClick={() => show({ kind: 'graphs', container })}
        >
          {t`Larger…`}
        </Button>
      }
    />
  )
}
