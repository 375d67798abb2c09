import { Button } from '@mantine/core'
import type { Container } from '../model.ts'
import { useDialogs } from '../store/dialogs.ts'
import { Graphs } from './Graphs.tsx'

const HEIGHT = 60

/** The graphs in the inspector. */
export default function GraphsSection({ container }: { container: Container }) {
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
          Larger…
        </Button>
      }
    />
  )
}
